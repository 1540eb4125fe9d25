package graft.cli;

import graft.data.KnownDataset;
import graft.data.Provenance;
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
          "fail unless the results reproduce the experiment: full for 3 epochs of all images,"
              + " shortened for 2 epochs of 12,000; what must be learned depends on the data set")
  private Optional<Extent> extent = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Which thresholds to hold the results against. */
  enum Extent {
    FULL,
    SHORTENED;

    Thresholds of(Optional<KnownDataset> data) {
      return this == FULL ? Thresholds.full(data) : Thresholds.shortened(data);
    }
  }

  boolean isGiven() {
    return extent.isPresent();
  }

  /**
   * Says what is violated.
   *
   * @param data what was trained on, which decides what must have been learned
   * @return the exit code
   */
  int verdict(List<ExperimentResult> results, Provenance data) {
    if (extent.isEmpty()) {
      return CommandLine.ExitCode.OK;
    }
    Thresholds thresholds = extent.get().of(data.known());
    if (thresholds.learned().isEmpty()) {
      command
          .commandLine()
          .getOut()
          .println(
              "check: what is learned from "
                  + data.name()
                  + " is not known at this length; the order of the runs is checked alone");
    }
    List<String> violations = thresholds.violations(results);
    for (String violation : violations) {
      command.commandLine().getErr().println("graft: check failed: " + violation);
    }
    if (violations.isEmpty()) {
      command.commandLine().getOut().println("check passed: the experiment is reproduced");
    }
    return violations.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }
}
