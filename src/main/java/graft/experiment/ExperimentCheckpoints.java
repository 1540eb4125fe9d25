package graft.experiment;

import graft.train.CheckpointFolder;
import graft.train.Checkpoints;
import graft.train.TrainingListener;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of an experiment's runs, {@code seed-1/wider-net2wider/}: also those of finished
 * runs, of whose last one the model and the history are taken when an experiment goes on.
 */
public final class ExperimentCheckpoints {
  /** Finds nothing and writes nothing. */
  public static final ExperimentCheckpoints NONE =
      new ExperimentCheckpoints(Optional.empty(), Checkpoints.EVERY);

  private static final Logger log = LoggerFactory.getLogger(ExperimentCheckpoints.class);
  private static final String SEED = "seed-";

  private final Optional<Path> folder;
  private final Duration every;

  private ExperimentCheckpoints(Optional<Path> folder, Duration every) {
    this.folder = folder;
    this.every = every;
  }

  /**
   * Checkpoints in a folder, which need not be there yet.
   *
   * @param every how long a run goes on at most without one
   */
  public static ExperimentCheckpoints in(Path folder, Duration every) {
    return new ExperimentCheckpoints(Optional.of(folder), every);
  }

  /**
   * Refuses to go on with other seeds: results are written of those that are trained.
   *
   * @throws IOException if there are checkpoints of a seed that is not among these
   */
  public void requireOnly(List<Long> seeds) throws IOException {
    List<String> wanted = seeds.stream().map(seed -> SEED + seed).toList();
    List<String> others = new ArrayList<>(foldersOfSeeds());
    others.removeAll(wanted);
    if (!others.isEmpty()) {
      throw new IOException(
          "%s: found checkpoints of %s, expected those of %s alone; resume with all seeds that the experiment began with"
              .formatted(folder.orElseThrow(), others, wanted));
    }
  }

  private Set<String> foldersOfSeeds() throws IOException {
    Set<String> names = new TreeSet<>();
    if (folder.isPresent() && Files.isDirectory(folder.get())) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder.get(), SEED + "*")) {
        found.forEach(path -> names.add(String.valueOf(path.getFileName())));
      }
    }
    return names;
  }

  private Optional<CheckpointFolder> of(long seed, Run run) {
    return folder.map(
        all ->
            new CheckpointFolder(all.resolve(SEED + seed).resolve(run.title().replace(' ', '-'))));
  }

  /**
   * The newest sound states.
   *
   * @param listener told of damaged ones, and where a run with none is followed by one with some
   * @throws UncheckedIOException if a run has checkpoints, but none that is sound
   */
  Map<Run, TrainingState> find(long seed, ExperimentListener listener) {
    Map<Run, TrainingState> found = new LinkedHashMap<>();
    List<Run> without = new ArrayList<>();
    for (Run run : Runs.ALL) {
      Optional<TrainingState> state = newest(seed, run, listener);
      if (state.isPresent()) {
        found.put(run, state.get());
        without.forEach(
            earlier ->
                listener.checkpointNote(
                    earlier,
                    "there is no checkpoint of it, although there is one of "
                        + run.title()
                        + "; it begins anew"));
        without.clear();
      } else {
        without.add(run);
      }
    }
    return found;
  }

  private Optional<TrainingState> newest(long seed, Run run, ExperimentListener listener) {
    Optional<CheckpointFolder> ofRun = of(seed, run);
    try {
      return ofRun.isEmpty()
          ? Optional.empty()
          : ofRun.get().newest(sentence -> listener.checkpointNote(run, sentence));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What writes the checkpoints of a run. */
  TrainingListener keeping(long seed, Run run) {
    return of(seed, run)
        .<TrainingListener>map(ofRun -> new Checkpoints(ofRun, every))
        .orElse(TrainingListener.SILENT);
  }

  static void log(Run run, String sentence) {
    log.warn("{}: {}", run.title(), sentence);
  }
}
