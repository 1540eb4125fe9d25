package graft.cli;

import graft.files.ModelFile;
import graft.job.HeadChange;
import graft.job.Teacher;
import graft.predict.Summary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code graft new-head}: the same features for other classes. */
@Command(
    name = "new-head",
    description =
        "Gives a model an untrained output layer for other classes; all else stays. The function is"
            + " not preserved: train it next, with all but the head frozen or not.",
    footer = {
      "",
      "Example: graft new-head runs/digits --classes 4 -o head.safetensors",
      "         graft train head.safetensors --data shapes --freeze conv1,conv2,fc1"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class NewHeadCommand implements Callable<Integer> {
  @Mixin private ModelParameter model;
  @Mixin private OutFlags out;

  @Option(
      names = "--classes",
      required = true,
      paramLabel = "N",
      description = "how many the new head tells apart; their names come from the data")
  private int classes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "of the head's weights (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    out.check();
    Teacher teacher = model.teacher();
    ModelFile made = Usage.refusing(spec, () -> HeadChange.of(teacher, classes, seed));
    made.write(out.file());
    PrintWriter screen = spec.commandLine().getOut();
    screen.println(Summary.of(made.model().spec()).text());
    screen.println();
    screen.println(
        String.format(
            Locale.ROOT,
            "%s is a new head for %d classes, untrained: the function is not preserved",
            made.model().spec().output().name(),
            classes));
    screen.println("written to " + out.file());
    return CommandLine.ExitCode.OK;
  }
}
