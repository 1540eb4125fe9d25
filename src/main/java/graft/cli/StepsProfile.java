package graft.cli;

import graft.device.Device;
import graft.job.TrainingJob;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --profile}, a mixin: some steps of a training for a profiler to look at. */
final class StepsProfile {
  @Option(
      names = "--profile",
      paramLabel = "STEPS",
      description =
          "train only so many steps, after some that warm up, between cuProfilerStart and"
              + " cuProfilerStop, and stop: for nsys and ncu")
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

  /** Trains the steps that were asked for. */
  int run(Device device, TrainingJob job, PrintWriter screen) {
    int count = steps.orElseThrow();
    double seconds = Usage.refusing(command, () -> job.profile(device, count));
    screen.println(
        "profiled  %d steps after %d others, %.3f ms a step"
            .formatted(count, TrainingJob.WARM_UP_STEPS, 1e3 * seconds));
    return CommandLine.ExitCode.OK;
  }
}
