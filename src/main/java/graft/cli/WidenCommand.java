package graft.cli;

import graft.job.Growth;
import graft.model.Init;
import graft.model.Model;
import graft.net2net.ChannelGroups;
import graft.net2net.Grown;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.net2net.Widening;
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

/** {@code graft widen}: more filters and units, the same function. */
@Command(
    name = "widen",
    description =
        "Gives a model's convolutions and dense layers more filters and units, so that it computes"
            + " what it did before (Net2WiderNet). All whose channels are summed with a node's grow"
            + " with it.",
    footer = {
      "",
      "Examples:",
      "  graft widen runs/digits conv1=128 fc1=128 -o wider.safetensors",
      "  graft widen runs/colours all=2x --data cifar-10-batches-bin -o wider.safetensors"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class WidenCommand implements Callable<Integer> {
  @Mixin private GrownFlags grown;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NODE=N",
      description =
          "a node and how many filters or units it is to have, or how many times as many, as 2x;"
              + " 'all' for all that can grow")
  private List<String> widths = List.of();

  @Option(
      names = "--units",
      paramLabel = "copies|new|random-pad|random|he",
      description =
          "what is added: copies of units; new units that nobody hears at first; or, for comparison"
              + " and not preserving the function, units with normal numbers around 0, or drawn as"
              + " in an untrained network, by Glorot's rule or He's (default: ${DEFAULT-VALUE})")
  private Units units = Units.COPIES;

  @Option(
      names = "--breaking",
      paramLabel = "shares|unit-shares|zero-sum|noise|none",
      description =
          "what tells copies apart: shares of each outgoing weight, shares of each unit, noise that"
              + " sums to 0, the notebook's noise, nothing (default: shares)")
  private Optional<Breaking> breaking = Optional.empty();

  @Option(
      names = "--seed",
      description = "of what is drawn: which units are copied (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Spec private CommandSpec spec;

  private enum Units {
    COPIES,
    NEW,
    RANDOM_PAD,
    RANDOM,
    HE;

    @Override
    public String toString() {
      return Words.of(this);
    }
  }

  private enum Breaking {
    SHARES(SymmetryBreaking.RANDOM_SHARES),
    UNIT_SHARES(SymmetryBreaking.UNIT_SHARES),
    ZERO_SUM(SymmetryBreaking.ZERO_SUM_NOISE),
    NOISE(SymmetryBreaking.EXAMPLE_NOISE),
    NONE(SymmetryBreaking.NONE);

    @SuppressWarnings("ImmutableEnumChecker") // values
    private final SymmetryBreaking value;

    Breaking(SymmetryBreaking value) {
      this.value = value;
    }

    @Override
    public String toString() {
      return Words.of(this);
    }
  }

  @Override
  public Integer call() throws IOException {
    Usage.require(
        spec,
        breaking.isEmpty() || units == Units.COPIES,
        "--breaking tells copies apart, and these are --units " + units);
    return grown.run(false, this::widened);
  }

  private Growth widened(Growth teacher) {
    Philox random = new Philox(seed, 0);
    Growth growth = teacher.withSeed(seed);
    Map<String, String> asked = Assignments.of(widths, "conv1=128");
    for (Map.Entry<String, Integer> width : Widths.of(teacher.model().spec(), asked).entrySet()) {
      String node = width.getKey();
      spec.commandLine()
          .getOut()
          .println(
              "%s: %s".formatted(node, new ChannelGroups(growth.model().spec()).of(node).text()));
      Map<String, String> arguments = new LinkedHashMap<>();
      arguments.put(node, width.getValue().toString());
      arguments.put("units", units.toString());
      Model model = growth.model();
      if (units == Units.COPIES) {
        Breaking how = breaking.orElse(Breaking.SHARES);
        Widening wider = Widen.net2wider(model, node, width.getValue(), how.value, random);
        arguments.put("breaking", how.toString());
        arguments.put("copied", wider.map().text());
        growth = growth.then("widen", arguments, wider.grown());
      } else {
        growth = growth.then("widen", arguments, company(model, node, width.getValue(), random));
      }
    }
    return growth;
  }

  private Grown company(Model model, String node, int width, Philox random) {
    return switch (units) {
      case NEW -> Widen.newUnits(model, node, width, Init.HE, random);
      case RANDOM_PAD -> Widen.randomPad(model, node, width, random);
      case RANDOM -> Widen.randomInit(model, node, width, Init.GLOROT, random);
      case HE -> Widen.randomInit(model, node, width, Init.HE, random);
      case COPIES -> throw new IllegalStateException("copies are no company");
    };
  }
}
