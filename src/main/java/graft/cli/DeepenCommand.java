package graft.cli;

import graft.job.Growth;
import graft.model.Init;
import graft.model.Model;
import graft.net2net.Deepen;
import graft.net2net.DeepenResidual;
import graft.net2net.Grown;
import graft.net2net.ResidualStart;
import graft.random.Philox;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft deepen}: more layers. */
@Command(
    name = "deepen",
    description =
        "Puts more layers behind those of a model. As a rule they pass on at first what they get"
            + " (Net2DeeperNet).",
    footer = {
      "",
      "Examples:",
      "  graft deepen runs/digits conv2 fc1 -o deeper.safetensors",
      "  graft deepen runs/colours block12-relu --by residual -o deeper.safetensors",
      "  graft deepen runs/vgg conv3 --by normalised --data pictures -o deeper.safetensors"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DeepenCommand implements Callable<Integer> {
  @Mixin private GrownFlags grown;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NODE",
      description =
          "where: a convolution, or a dense layer with a ReLU; for residual any node with an image or"
              + " features, such as the ReLU behind a block")
  private List<String> nodes = List.of();

  @Option(
      names = "--by",
      paramLabel = "layer|normalised|residual|copy|random|he",
      description = {
        "layer: another layer of the kind that passes on what it gets;",
        "normalised: one with BatchNorm and ReLU, measured on --data, exact in inference only;",
        "residual: a residual block, see --start;",
        "for comparison, not preserving the function: copy: a block like that in front of it, with its"
            + " weights; random, he: a layer drawn as in an untrained network, by Glorot's rule or"
            + " He's (default: ${DEFAULT-VALUE})"
      })
  private Kind kind = Kind.LAYER;

  @Option(
      names = "--start",
      paramLabel = "zero|gaussian|copy|interpolate",
      description = {
        "of a residual block. zero: its branch gives 0 at first, exact in training too;",
        "not preserving the function: gaussian: drawn; copy: the weights of the block in front;"
            + " interpolate: those, and both branches halved (default: zero)"
      })
  private Optional<ResidualStart> start = Optional.empty();

  @Option(names = "--seed", description = "of what is drawn (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Spec private CommandSpec spec;

  private enum Kind {
    LAYER,
    NORMALISED,
    RESIDUAL,
    COPY,
    RANDOM,
    HE;

    @Override
    public String toString() {
      return Words.of(this);
    }
  }

  @Override
  public Integer call() throws IOException {
    Usage.require(
        spec,
        start.isEmpty() || kind == Kind.RESIDUAL,
        "--start is for --by residual, and this is --by " + kind);
    return grown.run(kind == Kind.NORMALISED, this::deeper);
  }

  private Growth deeper(Growth teacher) {
    Philox random = new Philox(seed, 0);
    Growth growth = draws() ? teacher.withSeed(seed) : teacher;
    for (String node : nodes) {
      Map<String, String> arguments = new LinkedHashMap<>();
      arguments.put("node", node);
      arguments.put("by", kind.toString());
      if (kind == Kind.RESIDUAL) {
        arguments.put("start", Words.of(start.orElse(ResidualStart.ZERO)));
      }
      growth = growth.then("deepen", arguments, deeper(growth, node, random));
    }
    return growth;
  }

  private boolean draws() {
    return kind == Kind.RANDOM || kind == Kind.HE || kind == Kind.RESIDUAL;
  }

  private Grown deeper(Growth growth, String node, Philox random) {
    Model model = growth.model();
    return switch (kind) {
      case LAYER -> Deepen.net2deeper(model, node);
      case NORMALISED ->
          Deepen.normalised(
              model, node, growth.measured(Deepen.normalisedBehind(model.spec(), node)));
      case RESIDUAL -> DeepenResidual.behind(model, node, start.orElse(ResidualStart.ZERO), random);
      case COPY -> Deepen.copy(model, node);
      case RANDOM -> Deepen.randomInit(model, node, Init.GLOROT, random);
      case HE -> Deepen.randomInit(model, node, Init.HE, random);
    };
  }
}
