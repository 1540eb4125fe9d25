package graft.train;

import graft.fetch.AtomicFile;
import graft.fetch.FolderAside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
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

  /** The kind of a run that took another's place, whose tables may still be there. */
  private static final String REPLACES = ".replaces";

  private static final String MODELS = "models";
  private static final String SAFETENSORS = ".safetensors";
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

  /** What is trained in a folder, and by which command. */
  public enum Kind {
    /** One network. */
    TRAINING("graft train"),

    /** A teacher and its students. */
    EXPERIMENT("graft experiment");

    private final String command;

    Kind(String command) {
      this.command = command;
    }
  }

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
   * A folder for a new run, in place of the one in it, whose checkpoints are deleted now, all of
   * them or none, and whose results are replaced by the first new ones. Models that the new run has
   * no place for are deleted too, lest they be taken for its own.
   *
   * @param kind of the new run
   * @throws IOException if it cannot be made, or what is in it not be deleted
   */
  public static RunFolder replace(Path path, Kind kind) throws IOException {
    RunFolder folder = new RunFolder(path);
    boolean other = folder.kind().filter(earlier -> earlier != kind).isPresent();
    FolderAside.sweep(path, REPLACED); // of a process that was killed while it deleted
    if (Files.isDirectory(folder.checkpoints())) {
      try (FolderAside aside = FolderAside.create(path, REPLACED)) {
        Path old = aside.path().resolve(CHECKPOINTS);
        Files.move(folder.checkpoints(), old, StandardCopyOption.ATOMIC_MOVE);
      }
    }
    Files.createDirectories(path);
    AtomicFile.write(path.resolve(REPLACES), kind.name().getBytes(StandardCharsets.UTF_8));
    if (other) {
      Files.deleteIfExists(folder.model());
      for (Path model : files(path.resolve(MODELS))) {
        if (model.toString().endsWith(SAFETENSORS)) {
          Files.delete(model);
        }
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
   * The folder of a run that goes on.
   *
   * @param kind of the run that is to go on
   * @throws IOException if there is none in it, one of another kind, or one whose checkpoints are
   *     gone, which would begin anew
   */
  public static RunFolder resumed(Path path, Kind kind) throws IOException {
    RunFolder folder = new RunFolder(path);
    if (!Files.isDirectory(folder.checkpoints())) {
      String found =
          Files.isDirectory(path)
              ? "no folder " + CHECKPOINTS + " in it"
              : Files.exists(path) ? "a file" : "nothing";
      throw new IOException(
          "%s: found %s, expected the folder of a run that was begun, such as runs/2024-05-06-070809"
              .formatted(path, found));
    }
    Optional<Kind> other = folder.kind().filter(found -> found != kind);
    if (other.isPresent()) {
      throw new IOException(
          "%s: found a run of %s, expected one of %s; the command that began a run goes on with it"
              .formatted(path, other.get().command, kind.command));
    }
    boolean begun = folder.epochs() > 1 && !Files.exists(path.resolve(REPLACES));
    if (begun && !folder.hasCheckpoints()) { // the first epoch's may not be there yet
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: found no checkpoint, but %s of %d epochs; without one the run can only begin anew, in another folder",
              folder.checkpoints(),
              HISTORY,
              folder.epochs()));
    }
    return folder;
  }

  /** Whether there is something to go on from. */
  public boolean hasCheckpoints() throws IOException {
    for (Path file : files(checkpoints())) {
      if (CheckpointName.of(file).isPresent()) {
        return true;
      }
    }
    return false;
  }

  /**
   * What is trained here, as far as files tell: an experiment's tables say of which network a line
   * is, and its checkpoints have a folder for each.
   */
  private Optional<Kind> kind() throws IOException {
    if (Files.exists(path.resolve(REPLACES))) {
      String name = Files.readString(path.resolve(REPLACES));
      return Stream.of(Kind.values()).filter(kind -> kind.name().equals(name)).findFirst();
    }
    Optional<Kind> told = lines().stream().findFirst().flatMap(RunFolder::kindOf);
    if (told.isPresent()) {
      return told;
    }
    return files(checkpoints()).stream()
        .filter(file -> CheckpointName.of(file).isPresent())
        .map(file -> checkpoints().equals(file.getParent()) ? Kind.TRAINING : Kind.EXPERIMENT)
        .findFirst();
  }

  private static Optional<Kind> kindOf(String head) {
    if (head.equals(HistoryFigures.COLUMNS)) {
      return Optional.of(Kind.TRAINING);
    }
    return head.endsWith("," + HistoryFigures.COLUMNS)
        ? Optional.of(Kind.EXPERIMENT)
        : Optional.empty();
  }

  /** How many epochs the table of them tells of, those before the first step left out. */
  private long epochs() throws IOException {
    List<String> lines = lines();
    int column = lines.isEmpty() ? -1 : List.of(lines.get(0).split(",", -1)).indexOf("epoch");
    return column < 0
        ? 0
        : lines.stream()
            .map(line -> line.split(",", -1))
            .filter(cells -> cells.length > column && cells[column].matches("[1-9]\\d*"))
            .count();
  }

  /** Of the table of epochs, whatever is in it. */
  private List<String> lines() throws IOException {
    return Files.isRegularFile(history())
        ? Files.readAllLines(history(), StandardCharsets.ISO_8859_1)
        : List.of();
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Checkpoints are told to have a place from the beginning, so that there is something to resume.
   */
  private static RunFolder made(Path path) throws IOException {
    Files.createDirectories(path.resolve(CHECKPOINTS));
    return new RunFolder(path);
  }
}
