package graft.cli;

import graft.data.DataSplits;
import graft.device.Device;
import graft.job.Certificate;
import graft.job.Growth;
import graft.job.Measurement;
import graft.job.Samples;
import graft.job.Teacher;
import graft.net2net.StateRule;
import graft.predict.Summary;
import graft.train.Checkpoint;
import graft.train.TrainingState;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.function.UnaryOperator;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What grows, on which samples it is looked at, and where it goes; a mixin. */
final class GrownFlags {
  @Mixin private ModelParameter model;
  @Mixin private OutFlags out;

  @Mixin private SampleFlags samples;

  @Option(
      names = "--batch",
      description =
          "images at once when statistics are measured, as in training (default: ${DEFAULT-VALUE})")
  private int batch = 64;

  @Option(
      names = "--state",
      paramLabel = "mapped|kept|reset",
      description =
          "of a checkpoint, what becomes of the optimizer's memory: it grows by the rule of the"
              + " gradients; copies get what their originals had; it begins anew (default: mapped)")
  private Optional<StateRule> state = Optional.empty();

  @Option(
      names = "--follow",
      paramLabel = "N",
      description =
          "of a checkpoint: for N steps the grown network's steps are those that keep it what its"
              + " teacher would have become, and in N more it comes free; needs --breaking none or"
              + " unit-shares (default: ${DEFAULT-VALUE})")
  private long follow;

  @Mixin private DeviceFlags device;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Reads, grows, compares, writes, and says what was found.
   *
   * @param needsData whether random pixels would not do
   * @param grow the growth that the command is
   * @return the exit code
   */
  int run(boolean needsData, UnaryOperator<Growth> grow) throws IOException {
    out.check();
    samples.check(2);
    Usage.require(command, batch >= 2, "--batch is " + batch + ", expected 2 or more");
    Usage.require(command, follow >= 0, "--follow is " + follow + ", expected 0 or more");
    Usage.require(
        command,
        samples.areOfData() || !needsData,
        "what is measured here must be measured on data; expected --data");
    Teacher teacher = model.teacher();
    Usage.require(
        command,
        follow == 0 || teacher.state().isPresent(),
        "--follow is for a training, and " + model.file() + " is a model; expected a checkpoint");
    Growth beginning = Usage.refusing(command, () -> beginning(teacher));
    PrintWriter screen = command.commandLine().getOut();
    Samples looked =
        samples.load(
            "the model",
            teacher.file().model().spec().input(),
            DataSplits::train,
            teacher.file().lineage(),
            screen);
    try (Device opened = Device.open(device.options())) {
      Measurement measurement =
          new Measurement(opened, teacher.file().preprocessing(), looked, batch);
      Growth from = samples.areOfData() ? beginning.measuring(measurement) : beginning;
      Growth grown = Usage.refusing(command, () -> grow.apply(from));
      Usage.refusing(command, () -> grown.training(follow)); // before all is compared
      return write(opened, teacher, grown, looked, screen);
    }
  }

  private Growth beginning(Teacher teacher) {
    Growth beginning = Growth.of(teacher);
    return state.map(beginning::withState).orElse(beginning);
  }

  private int write(
      Device opened, Teacher teacher, Growth grown, Samples looked, PrintWriter screen)
      throws IOException {
    Certificate certificate =
        Usage.refusing(
            command,
            () -> Certificate.of(opened, teacher.file(), grown.file(), grown.preserves(), looked));
    screen.println(Summary.of(grown.model().spec()).text());
    screen.println();
    screen.println(certificate.text());
    if (!grown.unmeasured().isEmpty()) {
      screen.println(
          "not measured: running statistics of new channels in %s, which are 0 and 1; with --data they are measured"
              .formatted(String.join(", ", grown.unmeasured())));
    }
    Growth certified = grown.certified(certificate);
    Optional<TrainingState> training = Usage.refusing(command, () -> certified.training(follow));
    if (training.isPresent()) {
      Checkpoint.write(training.get(), out.file());
      screen.printf(
          "written to %s, a checkpoint at step %,d, after %d epochs%n",
          out.file(), training.get().steps(), training.get().history().epochs().size());
    } else {
      certified.file().write(out.file());
      screen.println("written to " + out.file());
    }
    if (!certificate.holds()) {
      command
          .commandLine()
          .getErr()
          .println("the function was to be preserved and is not, by more than float32 rounds");
      return CommandLine.ExitCode.SOFTWARE;
    }
    return CommandLine.ExitCode.OK;
  }
}
