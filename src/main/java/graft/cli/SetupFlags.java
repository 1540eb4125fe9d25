package graft.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.config.TrainingJson;
import graft.config.TrainingSetup;
import graft.train.TrainingOptions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What a training file says, said otherwise on the command line; a mixin. */
final class SetupFlags {
  private static final String NOTHING = "none";

  @Option(names = "--epochs", paramLabel = "N", description = "instead of the file's")
  private Optional<Integer> epochs = Optional.empty();

  @Option(names = "--batch", paramLabel = "N", description = "instead of the file's")
  private Optional<Integer> batch = Optional.empty();

  @Option(
      names = "--lr",
      paramLabel = "X",
      description = "the optimizer's learning rate, instead of the file's")
  private Optional<Float> rate = Optional.empty();

  @Option(names = "--seed", paramLabel = "N", description = "instead of the file's")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--freeze",
      split = ",",
      paramLabel = "NODE[,NODE...]",
      description =
          "nodes that are not trained, instead of the file's; '" + NOTHING + "' trains all")
  private List<String> freeze = List.of();

  @Option(
      names = "--no-graph",
      description = "launch each step call by call instead of as one CUDA graph")
  private boolean noGraph;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Before anything is loaded. */
  void check() {
    epochs.ifPresent(n -> require(n >= 1, "--epochs is " + n + ", expected 1 or more"));
    batch.ifPresent(n -> require(n >= 1, "--batch is " + n + ", expected 1 or more"));
    rate.ifPresent(
        x -> require(x > 0 && Float.isFinite(x), "--lr is " + x + ", expected a positive number"));
    require(
        !freeze.isEmpty() || !command.commandLine().getParseResult().hasMatchedOption("--freeze"),
        "--freeze names no node; expected some, or '" + NOTHING + "' to train all");
  }

  private void require(boolean sound, String message) {
    Usage.require(command, sound, message);
  }

  private TrainingOptions frozen(TrainingOptions options) {
    if (freeze.isEmpty()) {
      return options;
    }
    return options.withFreeze(freeze.equals(List.of(NOTHING)) ? Set.of() : Set.copyOf(freeze));
  }

  /** The same with what the flags say. */
  TrainingSetup over(TrainingSetup setup) {
    ObjectNode tree = TrainingJson.write(setup);
    epochs.ifPresent(n -> tree.put("epochs", n));
    batch.ifPresent(n -> tree.put("batch", n));
    seed.ifPresent(n -> tree.put("seed", n));
    rate.ifPresent(
        x -> {
          for (JsonNode kind : tree.path("optimizer")) {
            ((ObjectNode) kind).put("rate", x);
          }
        });
    TrainingOptions changed = TrainingJson.read(tree, "the command line").options();
    TrainingOptions options = changed.withGraph(!noGraph && setup.options().graph());
    return new TrainingSetup(frozen(options), setup.preprocessing());
  }
}
