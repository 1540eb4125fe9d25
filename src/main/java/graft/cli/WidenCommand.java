package graft.cli;

import graft.files.ModelFile;
import graft.job.Growth;
import graft.net2net.SymmetryBreaking;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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
            + " what it did before (Net2WiderNet).",
    footer = {"", "Example: graft widen runs/digits conv1=128 fc1=128 -o wider.safetensors"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class WidenCommand implements Callable<Integer> {
  @Mixin private ModelParameter model;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "NODE=N",
      description = "a node and how many filters or units it is to have")
  private Map<String, Integer> widths;

  @Mixin private GrownFlags grown;

  @Option(
      names = "--breaking",
      paramLabel = "shares|noise|none",
      description =
          "what tells copies apart: shares of each outgoing weight, the notebook's noise, nothing"
              + " (default: ${DEFAULT-VALUE})")
  private Breaking breaking = Breaking.SHARES;

  @Option(
      names = "--seed",
      description = "of what is drawn: which units are copied (default: ${DEFAULT-VALUE})")
  private long seed = 1;

  @Spec private CommandSpec spec;

  private enum Breaking {
    SHARES(SymmetryBreaking.RANDOM_SHARES),
    NOISE(SymmetryBreaking.EXAMPLE_NOISE),
    NONE(SymmetryBreaking.NONE);

    @SuppressWarnings("ImmutableEnumChecker") // values
    private final SymmetryBreaking value;

    Breaking(SymmetryBreaking value) {
      this.value = value;
    }
  }

  @Override
  public Integer call() throws IOException {
    grown.check();
    ModelFile before = model.read();
    Growth growth = Growth.of(before, model.parent());
    grown.write(before, Usage.refusing(spec, () -> growth.widen(widths, breaking.value, seed)));
    return CommandLine.ExitCode.OK;
  }
}
