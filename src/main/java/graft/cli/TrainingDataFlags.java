package graft.cli;

import graft.data.DataSplits;
import graft.files.Lineage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --data} and {@code --limit}, a mixin: what to train on. */
final class TrainingDataFlags {
  @Mixin private DataFlags data;

  @Option(
      names = "--limit",
      description =
          "train on the first N images only; of a folder of images, on N drawn from all classes"
              + " alike")
  private Optional<Integer> limit = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Before anything is loaded. */
  void check() {
    DataFlags.requireSound(limit, command);
  }

  /** How many training images were asked for, if not all. */
  Optional<Integer> limit() {
    return limit;
  }

  /** The {@code --data} that finds the same images again, whatever the environment says then. */
  String resolved(DataSplits found) {
    return data.resolved(found);
  }

  /**
   * The images, as many of them as are asked for.
   *
   * @param seed of what is drawn from a folder of images that nobody trained the model on
   * @param past of the model; see {@link HeldBack}
   * @throws IOException if they cannot be had
   */
  DataSplits load(PrintWriter screen, long seed, Lineage past) throws IOException {
    DataSplits splits = data.load(screen, seed, past);
    DataFlags.requireWithin(limit, command, "training set", splits.train());
    return limit.map(splits::limitTrain).orElse(splits);
  }
}
