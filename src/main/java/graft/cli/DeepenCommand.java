package graft.cli;

import graft.files.ModelFile;
import graft.job.Growth;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft deepen}: more layers, the same function. */
@Command(
    name = "deepen",
    description =
        "Puts another layer behind convolutions and dense layers of a model, which computes the"
            + " identity at first (Net2DeeperNet).",
    footer = {"", "Example: graft deepen runs/digits conv2 fc1 -o deeper.safetensors"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DeepenCommand implements Callable<Integer> {
  @Mixin private ModelParameter model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NODE",
      description = "a convolution, or a dense layer with a ReLU")
  private List<String> nodes;

  @Mixin private GrownFlags grown;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    grown.check();
    ModelFile before = model.read();
    Growth growth = Growth.of(before, model.parent());
    grown.write(before, Usage.refusing(spec, () -> growth.deepen(nodes)));
    return CommandLine.ExitCode.OK;
  }
}
