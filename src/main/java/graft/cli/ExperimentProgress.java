package graft.cli;

import graft.experiment.Beginning;
import graft.experiment.ExperimentListener;
import graft.experiment.ExperimentResult;
import graft.experiment.NetworkReports;
import graft.experiment.ResultFiles;
import graft.experiment.ResultTable;
import graft.experiment.Run;
import graft.experiment.RunRecord;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.train.TrainingListener;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Shows each run of an experiment and keeps the files up to date, so that an interrupted experiment
 * leaves what it had.
 */
final class ExperimentProgress implements ExperimentListener {
  private final PrintWriter screen;
  private final ResultFiles files;
  private final NetworkReports networks;
  private final List<ExperimentResult> earlier;
  private final boolean verbose;
  private Optional<ExperimentResult> finished = Optional.empty();

  /**
   * @param earlier experiments, of other seeds
   */
  ExperimentProgress(
      PrintWriter screen,
      ResultFiles files,
      NetworkReports networks,
      List<ExperimentResult> earlier,
      boolean verbose) {
    this.screen = screen;
    this.files = files;
    this.networks = networks;
    this.earlier = earlier;
    this.verbose = verbose;
  }

  @Override
  public void runPrepared(long seed, Run run, Beginning beginning, Optional<Model> teacher) {
    networks.begun(seed, run, beginning, teacher);
    write();
  }

  @Override
  public TrainingListener runStarted(Run run, NetworkSpec network) {
    screen.println();
    screen.println(
        String.format(
            Locale.ROOT,
            "%s: %,d parameters, %d layers",
            run.title(),
            network.parameterCount(),
            network.nodes().size()));
    return new TrainingProgress(screen, Terminal.isOutput(), verbose);
  }

  @Override
  public void checkpointNote(Run run, String sentence) {
    screen.println("note: " + run.title() + ": " + sentence);
  }

  @Override
  public void runEnded(RunRecord run, Model trained, ExperimentResult soFar) {
    finished = Optional.of(soFar);
    try {
      networks.trained(soFar.seed(), run, trained);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    write();
  }

  private void write() {
    List<ExperimentResult> all = new ArrayList<>(earlier);
    finished.ifPresent(all::add);
    try {
      files.write(all, networks.all(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Shows and writes what there is after a run that failed.
   *
   * @param published whether the published losses stand beside it
   */
  void runFailed(boolean published) {
    write();
    screen.println();
    finished.ifPresent(result -> screen.println(ResultTable.of(result, published)));
    boolean any = finished.isPresent() || !earlier.isEmpty();
    screen.println(any ? "what was finished is in " + files.folder() : "no run was finished");
  }
}
