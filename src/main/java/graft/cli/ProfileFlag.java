package graft.cli;

import graft.train.StepRunner;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --profile}, a mixin: some steps of a training for a profiler to look at. */
final class ProfileFlag {
  @Option(
      names = "--profile",
      paramLabel = "STEPS",
      description =
          "train only so many steps (in an experiment of the teacher), after some that warm up,"
              + " between cuProfilerStart and cuProfilerStop, and stop: for nsys and ncu")
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

  /**
   * Before the device is opened: each profiled step has a full batch.
   *
   * @param images in the training set
   */
  void check(int batch, int images) {
    Usage.require(
        command,
        !isGiven() || batch <= images,
        "--batch is " + batch + ", but --profile has " + images + " images for its full batches");
  }

  /** How long the training is, for the header. */
  String length(int epochs) {
    return steps.map(n -> n + " steps").orElse(epochs + " epochs");
  }

  /**
   * Trains the steps that were asked for.
   *
   * @param network which one's, as " of the teacher"
   * @param profile trains so many and gives the seconds that one took
   */
  int run(PrintWriter screen, String network, IntToDoubleFunction profile) {
    int count = steps.orElseThrow();
    double seconds = profile.applyAsDouble(count);
    screen.println(
        String.format(
            Locale.ROOT,
            "profiled  %d steps%s after %d others, %.3f ms a step",
            count,
            network,
            StepRunner.WARM_UP_STEPS,
            1e3 * seconds));
    return CommandLine.ExitCode.OK;
  }
}
