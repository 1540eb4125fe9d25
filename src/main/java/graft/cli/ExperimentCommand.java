package graft.cli;

import graft.data.DataSplits;
import graft.data.Provenance;
import graft.device.Device;
import graft.device.DeviceOptions;
import graft.experiment.Experiment;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.ResultFiles;
import graft.experiment.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    showDefaultValues = true,
    sortOptions = false)
final class ExperimentCommand implements Callable<Integer> {
  @Mixin private TrainingFlags training;
  @Mixin private DataFlags data;
  @Mixin private DeviceFlags device;
  @Mixin private NumericsFlags numerics;
  @Mixin private ResultFlags results;

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
    DataSplits splits = data.load(screen, training.seeds().get(0));
    profile.check(splits, options);
    try (Device opened = Device.open(wanted)) {
      printHeader(screen, opened, splits);
      if (profile.isGiven()) {
        long seed = training.seeds().get(0);
        return trace.record(
            opened, screen, () -> profile.run(opened, splits, seed, options, screen));
      }
      RunFolder folder = results.open();
      screen.println("results   " + folder.path());
      ResultFiles files =
          new ResultFiles(folder.path(), environment(opened), options, splits.provenance());
      ExperimentSession session =
          new ExperimentSession(
              screen, files, results.checkpoints(folder), splits.provenance().isMnist(), verbose);
      return trace.record(opened, screen, () -> run(session, opened, splits, options));
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
      results.check(training.seeds());
    }
  }

  private Map<String, String> environment(Device opened) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("graft", Main.Version.current());
    environment.put("device", opened.description());
    environment.put("math", opened.math().toString());
    environment.putAll(opened.versions());
    environment.put("java", System.getProperty("java.version"));
    environment.put("started", OffsetDateTime.now(ZoneId.systemDefault()).toString());
    return environment;
  }

  private void printHeader(PrintWriter screen, Device opened, DataSplits splits) {
    Provenance source = splits.provenance();
    screen.println("device    " + opened.description() + ": " + opened.reason());
    screen.println(
        "data      %s, %,d training and %,d test images, from %s"
            .formatted(
                source.name(), splits.train().count(), splits.test().count(), source.source()));
    source
        .sha256()
        .forEach((file, sum) -> screen.println("          " + file + " " + sum.substring(0, 16)));
    screen.println("training  " + training.description(profile.length(training.options())));
  }

  private int run(
      ExperimentSession session, Device opened, DataSplits splits, ExperimentOptions options)
      throws IOException {
    try (Experiment experiment = new Experiment(opened, splits)) {
      List<ExperimentResult> found = session.run(experiment, training.seeds(), options);
      return session.interrupted().isPresent()
          ? session.interrupted().getAsInt()
          : check.verdict(found);
    }
  }
}
