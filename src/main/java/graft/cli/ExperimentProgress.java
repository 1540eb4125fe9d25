package graft.cli;

import graft.experiment.ExperimentListener;
import graft.experiment.ExperimentResult;
import graft.experiment.ResultFiles;
import graft.experiment.RunKind;
import graft.experiment.RunRecord;
import graft.nn.NetworkSpec;
import graft.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Shows each run of an experiment and keeps the files up to date, so that an interrupted experiment
 * leaves what it had.
 */
final class ExperimentProgress implements ExperimentListener {
  private final PrintWriter screen;
  private final ResultFiles files;
  private final List<ExperimentResult> earlier;
  private final boolean verbose;

  /**
   * @param earlier experiments, of other seeds
   */
  ExperimentProgress(
      PrintWriter screen, ResultFiles files, List<ExperimentResult> earlier, boolean verbose) {
    this.screen = screen;
    this.files = files;
    this.earlier = earlier;
    this.verbose = verbose;
  }

  @Override
  public TrainingListener runStarted(RunKind kind, NetworkSpec network) {
    screen.println();
    screen.println(
        "%s: %,d parameters, %d layers"
            .formatted(kind.title(), network.parameterCount(), network.layers().size()));
    return new TrainingProgress(screen, Terminal.isOutput(), verbose);
  }

  @Override
  public void runEnded(RunRecord run, ExperimentResult soFar) {
    List<ExperimentResult> all = new ArrayList<>(earlier);
    all.add(soFar);
    try {
      files.write(all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
