package graft.cli;

import graft.data.DataSplits;
import graft.device.Device;
import graft.device.DeviceOptions;
import graft.experiment.Experiment;
import graft.experiment.ExperimentCheckpoints;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.NetworkReports;
import graft.experiment.ResultFiles;
import graft.files.Lineage;
import graft.job.Environment;
import graft.job.Invocation;
import graft.job.RunHeader;
import graft.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code graft experiment}: the five training runs and their report. */
@Command(
    name = "experiment",
    description = "Trains the teacher and the four students and compares them.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  graft experiment --data mnist",
      "  graft experiment --limit 6000 --epochs 1 --out runs/look"
    },
    sortOptions = false)
final class ExperimentCommand implements Callable<Integer> {
  @Mixin private TrainingFlags training;
  @Mixin private TrainingDataFlags data;
  @Mixin private DeviceFlags device;
  @Mixin private NumericsFlags numerics;
  @Mixin private FolderFlags folder;

  @Option(names = "--verbose", description = "print which algorithms compute each layer")
  private boolean verbose;

  @Mixin private TraceOption trace;
  @Mixin private ProfileFlag profile;
  @Mixin private CheckFlag check;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireSoundOptions();
    PrintWriter screen = spec.commandLine().getOut();
    ExperimentOptions options = training.options();
    DeviceOptions wanted = numerics.addTo(device.options());
    DataSplits splits = data.load(screen, training.seeds().get(0), Lineage.UNKNOWN);
    Usage.refusing(spec, () -> Experiment.teacher(splits.train())); // before the device
    profile.check(options.batch(), splits.train().count());
    if (!profile.isGiven()) {
      folder.requireOutside(data.resolved(splits));
    }
    try (Device opened = Device.open(wanted)) {
      Header.print(screen, opened, splits);
      screen.println(
          "training  "
              + training.description(profile.length(options.epochs()), splits.train().count()));
      if (profile.isGiven()) {
        return trace.record(opened, screen, () -> profile(screen, opened, splits, options));
      }
      try (HeldRun held = folder.open(RunFolder.Kind.EXPERIMENT)) {
        return record(screen, held.folder(), opened, splits, options);
      }
    }
  }

  private int record(
      PrintWriter screen,
      RunFolder run,
      Device opened,
      DataSplits splits,
      ExperimentOptions options)
      throws IOException {
    screen.println("results   " + run.path());
    ResultFiles files = new ResultFiles(run.path(), header(opened, splits), options);
    ExperimentSession session =
        new ExperimentSession(
            screen,
            files,
            new NetworkReports(opened, splits, run, options.batch()),
            checkpoints(run),
            splits.provenance().isMnist(),
            verbose);
    try {
      return trace.record(opened, screen, () -> run(session, opened, splits, options));
    } finally {
      DrawnReport.draw(run.path(), screen, spec); // also of what an interruption left
    }
  }

  private void requireSoundOptions() throws IOException {
    training.check();
    data.check();
    trace.check(device.choice());
    profile.check();
    Usage.require(
        spec,
        !profile.isGiven() || !check.isGiven(),
        "--profile stops before there are results that --check could look at");
    if (!profile.isGiven()) {
      folder.check(RunFolder.Kind.EXPERIMENT);
      if (folder.resumed().isPresent()) {
        checkpoints(new RunFolder(folder.resumed().get())).requireOnly(training.seeds());
      }
    }
  }

  private RunHeader header(Device opened, DataSplits splits) {
    Invocation invocation =
        RunAgain.of(spec.commandLine().getParseResult(), opened, data.resolved(splits));
    return RunHeader.of(invocation, Environment.of(opened), splits, data.limit());
  }

  private ExperimentCheckpoints checkpoints(RunFolder run) {
    return ExperimentCheckpoints.in(run.checkpoints(), folder.every());
  }

  private int profile(
      PrintWriter screen, Device opened, DataSplits splits, ExperimentOptions options) {
    long seed = training.seeds().get(0);
    try (Experiment experiment = new Experiment(opened, splits)) {
      return profile.run(
          screen, " of the teacher", steps -> experiment.profile(seed, options, steps));
    }
  }

  private int run(
      ExperimentSession session, Device opened, DataSplits splits, ExperimentOptions options)
      throws IOException {
    try (Experiment experiment = new Experiment(opened, splits)) {
      List<ExperimentResult> found = session.run(experiment, training.seeds(), options);
      return session.interrupted().isPresent()
          ? session.interrupted().getAsInt()
          : check.verdict(found, splits.provenance());
    }
  }
}
