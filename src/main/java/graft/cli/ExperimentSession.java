package graft.cli;

import graft.experiment.Experiment;
import graft.experiment.ExperimentCheckpoints;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.NetworkReports;
import graft.experiment.ResultFiles;
import graft.experiment.ResultTable;
import graft.train.Cancellation;
import graft.train.TrainingDivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Experiments of several seeds on a terminal: shown, written, and ended by Ctrl-C or TERM. */
final class ExperimentSession {
  private final PrintWriter screen;
  private final ResultFiles files;
  private final NetworkReports networks;
  private final ExperimentCheckpoints checkpoints;
  private final boolean published;
  private final boolean verbose;
  private final Cancellation cancellation = new Cancellation();
  private final List<ExperimentResult> results = new ArrayList<>();
  private OptionalInt interrupted = OptionalInt.empty();

  /**
   * @param published whether the published losses stand beside the results
   * @param verbose whether it is shown how each layer is computed
   */
  ExperimentSession(
      PrintWriter screen,
      ResultFiles files,
      NetworkReports networks,
      ExperimentCheckpoints checkpoints,
      boolean published,
      boolean verbose) {
    this.screen = screen;
    this.files = files;
    this.networks = networks;
    this.checkpoints = checkpoints;
    this.published = published;
    this.verbose = verbose;
  }

  /**
   * Runs an experiment for each seed.
   *
   * @return those that were finished: fewer if there was an interruption
   * @throws IOException if a file cannot be written, or a checkpoint not be read
   */
  List<ExperimentResult> run(Experiment experiment, List<Long> seeds, ExperimentOptions options)
      throws IOException {
    try (Interruption interruption = Interruption.asks(cancellation, screen)) {
      for (long seed : seeds) {
        if (!runOne(experiment, seed, options)) {
          interrupted = OptionalInt.of(interruption.exitCode());
          return results;
        }
      }
      if (results.size() > 1) {
        screen.println();
        screen.println(ResultTable.meansOf(results, published));
      }
      files.write(results, networks.all(), true);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    screen.println();
    screen.println("written to " + files.folder());
    return results;
  }

  /** Whether it was finished. */
  private boolean runOne(Experiment experiment, long seed, ExperimentOptions options) {
    ExperimentProgress listener = new ExperimentProgress(screen, files, networks, results, verbose);
    ExperimentResult result;
    try {
      result = experiment.run(seed, options, listener, checkpoints, cancellation);
    } catch (TrainingDivergedException e) {
      listener.runFailed(published);
      throw e;
    }
    screen.println();
    if (!result.isComplete()) {
      screen.println(
          "interrupted; with the same options, --resume %s goes on where it stopped"
              .formatted(files.folder()));
      return false;
    }
    results.add(result);
    screen.println(ResultTable.of(result, published));
    return true;
  }

  /** The exit code, if the session was interrupted. */
  OptionalInt interrupted() {
    return interrupted;
  }
}
