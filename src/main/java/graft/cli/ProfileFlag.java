package graft.cli;

import graft.data.DataSplits;
import graft.device.Device;
import graft.experiment.Experiment;
import graft.experiment.ExperimentOptions;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --profile}, a mixin: some steps of the teacher for a profiler to look at. */
final class ProfileFlag {
  @Option(
      names = "--profile",
      paramLabel = "STEPS",
      description =
          "train only so many steps of the teacher, after some that warm up, between"
              + " cuProfilerStart and cuProfilerStop, and stop: for nsys and ncu")
  private Optional<Integer> steps = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  boolean isGiven() {
    return steps.isPresent();
  }

  /** Before anything is loaded. */
  void check() {
    steps.ifPresent(
        n -> Usage.require(command, n >= 1, "--profile is " + n + ", expected 1 or more"));
  }

  /** Before the device is opened: each profiled step has a full batch. */
  void check(DataSplits splits, ExperimentOptions options) {
    int count = splits.train().count();
    Usage.require(
        command,
        !isGiven() || options.batch() <= count,
        "--batch is "
            + options.batch()
            + ", but --profile has "
            + count
            + " images for its full batches");
  }

  /** How long the training is, for the header. */
  String length(ExperimentOptions options) {
    return steps.map(n -> n + " steps").orElse(options.epochs() + " epochs");
  }

  /** Trains the steps that were asked for. */
  int run(
      Device device, DataSplits splits, long seed, ExperimentOptions options, PrintWriter screen) {
    try (Experiment experiment = new Experiment(device, splits)) {
      int count = steps.orElseThrow();
      double seconds = experiment.profile(seed, options, count);
      screen.println(
          "profiled  %d steps of the teacher after %d others, %.3f ms a step"
              .formatted(count, Experiment.WARM_UP_STEPS, 1e3 * seconds));
    }
    return CommandLine.ExitCode.OK;
  }
}
