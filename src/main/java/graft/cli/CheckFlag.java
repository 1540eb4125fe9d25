package graft.cli;

import graft.experiment.ExperimentResult;
import graft.experiment.Thresholds;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --check}, a mixin: whether the results reproduce the published experiment. */
final class CheckFlag {
  @Option(
      names = "--check",
      paramLabel = "full|shortened",
      description =
          "fail unless the results reproduce the experiment: full for 3 epochs of all of MNIST,"
              + " shortened for less")
  private Optional<Extent> extent = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Which thresholds to hold the results against. */
  enum Extent {
    FULL(Thresholds.full()),
    SHORTENED(Thresholds.shortened());

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Thresholds thresholds;

    Extent(Thresholds thresholds) {
      this.thresholds = thresholds;
    }
  }

  boolean isGiven() {
    return extent.isPresent();
  }

  /** Says what is violated; the exit code. */
  int verdict(List<ExperimentResult> results) {
    if (extent.isEmpty()) {
      return CommandLine.ExitCode.OK;
    }
    List<String> violations = extent.get().thresholds.violations(results);
    for (String violation : violations) {
      command.commandLine().getErr().println("graft: check failed: " + violation);
    }
    if (violations.isEmpty()) {
      command.commandLine().getOut().println("check passed: the experiment is reproduced");
    }
    return violations.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
