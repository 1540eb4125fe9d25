package graft.cli;

import graft.job.Growth;
import graft.net2net.Deepen;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

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
  @Mixin private GrownFlags grown;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NODE",
      description = "a convolution, or a dense layer with a ReLU")
  private List<String> nodes = List.of();

  @Override
  public Integer call() throws IOException {
    return grown.run(false, this::deeper);
  }

  private Growth deeper(Growth teacher) {
    Growth growth = teacher;
    for (String node : nodes) {
      growth = growth.then("deepen", Map.of("node", node), Deepen.net2deeper(growth.model(), node));
    }
    return growth;
  }
}
