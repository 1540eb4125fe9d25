package graft.train;

import graft.fetch.FolderAside;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of one run, or of one experiment: its results, and {@code checkpoints} to go on from.
 * What another one left in it is kept unless somebody asks for the contrary.
 *
 * @param path of the folder, which is there
 */
public record RunFolder(Path path) {
  private static final String RESULT = "result.json";
  private static final String HISTORY = "history.csv";
  private static final String STEPS = "steps.csv";
  private static final String REPORT = "report.json";
  private static final String MODEL = "model.safetensors";
  private static final String CHECKPOINTS = "checkpoints";
  private static final String REPLACED = "replaced";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

  /** The file of the trained model, where one network is trained. */
  public Path model() {
    return path.resolve(MODEL);
  }

  /** The file of a line for each epoch. */
  public Path history() {
    return path.resolve(HISTORY);
  }

  /** The file of a line for each training step. */
  public Path steps() {
    return path.resolve(STEPS);
  }

  /** The file of what a report shows of the trained networks beyond their histories. */
  public Path report() {
    return path.resolve(REPORT);
  }

  /** The file of what was trained, on what, how, and what came of it. */
  public Path result() {
    return path.resolve(RESULT);
  }

  /** Where checkpoints go. */
  public Path checkpoints() {
    return path.resolve(CHECKPOINTS);
  }

  /**
   * Refuses a folder with an experiment in it, before anything is done.
   *
   * @throws IOException if there is one
   */
  public static void requireFree(Path path) throws IOException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new IOException(path + ": found a file, expected a folder or nothing");
    }
    Optional<Path> found =
        Stream.of(RESULT, HISTORY, MODEL, CHECKPOINTS)
            .map(path::resolve)
            .filter(Files::exists)
            .findFirst();
    if (found.isPresent()) {
      throw new IOException(
          "%s: found %s of an earlier run, expected a folder without one; --resume %s goes on with it, --force replaces it"
              .formatted(path, found.get().getFileName(), path));
    }
  }

  /**
   * A folder for a new experiment.
   *
   * @throws IOException if it cannot be made, or there is an experiment in it
   */
  public static RunFolder create(Path path) throws IOException {
    requireFree(path);
    return made(path);
  }

  /**
   * A folder for a new experiment, in place of the one in it, whose checkpoints are deleted now,
   * all of them or none, and whose results are replaced by the first new ones.
   *
   * @throws IOException if it cannot be made, or what is in it not be deleted
   */
  public static RunFolder replace(Path path) throws IOException {
    Path old = path.resolve(CHECKPOINTS);
    FolderAside.sweep(path, REPLACED); // of a process that was killed while it deleted
    if (Files.isDirectory(old)) {
      try (FolderAside aside = FolderAside.create(path, REPLACED)) {
        Files.move(old, aside.path().resolve(CHECKPOINTS), StandardCopyOption.ATOMIC_MOVE);
      }
    }
    return made(path);
  }

  /**
   * A new folder that is called by the time; by the time and a number where another one is.
   *
   * @param parent is made, if need be
   * @throws IOException if it cannot be made
   */
  public static RunFolder ofTime(Path parent, LocalDateTime time) throws IOException {
    Files.createDirectories(parent);
    String name = time.format(TIME);
    for (int number = 1; ; number++) {
      Path path = parent.resolve(number == 1 ? name : name + "-" + number);
      try {
        Files.createDirectory(path); // of several who try, one succeeds
        return made(path);
      } catch (FileAlreadyExistsException e) {
        // Somebody began in the same second.
      }
    }
  }

  /**
   * The folder of an experiment that goes on.
   *
   * @throws IOException if there is none in it
   */
  public static RunFolder resumed(Path path) throws IOException {
    if (!Files.isDirectory(path.resolve(CHECKPOINTS))) {
      throw new IOException(
          "%s: found no folder %s in it, expected the folder of a run that was begun, such as runs/2024-05-06-070809"
              .formatted(path, CHECKPOINTS));
    }
    return new RunFolder(path);
  }

  /**
   * Checkpoints are told to have a place from the beginning, so that there is something to resume.
   */
  private static RunFolder made(Path path) throws IOException {
    Files.createDirectories(path.resolve(CHECKPOINTS));
    return new RunFolder(path);
  }
}
