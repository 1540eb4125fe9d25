package graft.train;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The checkpoints of one run in a folder of their own: the last two, so that there is another one
 * if the newest is damaged, and that of the best epoch.
 *
 * @param path need not be there yet
 */
public record CheckpointFolder(Path path) {
  private static final int LAST = 2;

  /**
   * Writes a state, and deletes what is not kept any more.
   *
   * @return the file
   * @throws IOException if it cannot be written; the checkpoints that were there stay
   */
  public Path write(TrainingState state) throws IOException {
    Files.createDirectories(path);
    AtomicFile.sweep(path);
    CheckpointName name = CheckpointName.of(state);
    Path file = path.resolve(name.toString());
    Checkpoint.write(state, file);
    for (Path old : superfluous(name, state.history())) {
      Files.deleteIfExists(old);
    }
    return file;
  }

  /** All but the last ones up to the newest and the best; what lies behind it was passed over. */
  private List<Path> superfluous(CheckpointName newest, History history) throws IOException {
    NavigableMap<CheckpointName, Path> all = checkpoints();
    NavigableMap<CheckpointName, Path> reached = all.headMap(newest, true);
    List<Path> superfluous = new ArrayList<>(all.tailMap(newest, false).values());
    CheckpointName best = new CheckpointName(bestEpoch(history), 0);
    int kept = 0;
    for (CheckpointName name : reached.descendingKeySet()) {
      if (kept++ >= LAST && !name.equals(best)) {
        superfluous.add(reached.get(name));
      }
    }
    return superfluous;
  }

  /** Where a run keeps its last weights, its smallest validation loss decides. */
  private static int bestEpoch(History history) {
    return history.kept() < history.epochs().size()
        ? history.kept()
        : history.epochs().stream()
            .min(Comparator.comparingDouble(epoch -> epoch.validation().loss()))
            .map(EpochRecord::epoch)
            .orElse(0);
  }

  /**
   * The newest sound state.
   *
   * @param said told a sentence for each damaged checkpoint that is passed over
   * @return empty if there is no checkpoint
   * @throws IOException if there are some, but none is sound
   */
  public Optional<TrainingState> newest(Consumer<String> said) throws IOException {
    NavigableMap<CheckpointName, Path> all = checkpoints();
    List<String> problems = new ArrayList<>();
    for (Path file : all.descendingMap().values()) {
      try {
        TrainingState state = Checkpoint.read(file);
        problems.forEach(problem -> said.accept(problem + "; taking the one before, " + file));
        return Optional.of(state);
      } catch (IOException e) {
        problems.add(FileProblem.of(e));
      }
    }
    if (!problems.isEmpty()) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s: found %d checkpoints of which none can be read (%s), expected a sound one;"
                  + " without one the run can only begin anew, in another folder",
              path,
              problems.size(),
              problems.get(0)));
    }
    return Optional.empty();
  }

  private NavigableMap<CheckpointName, Path> checkpoints() throws IOException {
    NavigableMap<CheckpointName, Path> checkpoints = new TreeMap<>();
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
        for (Path file : files) {
          CheckpointName.of(file).ifPresent(name -> checkpoints.put(name, file));
        }
      }
    }
    return checkpoints;
  }
}
