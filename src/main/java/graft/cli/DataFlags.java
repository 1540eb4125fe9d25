package graft.cli;

import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.data.FoundChoice;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --data} and {@code --limit}, a mixin: what to train on. */
final class DataFlags {
  @Option(
      names = "--data",
      description =
          "auto, mnist, fashion-mnist, or a folder: IDX files, CIFAR's binary files, or images in"
              + " one folder a class; auto is MNIST where it can be had (default:"
              + " ${DEFAULT-VALUE})")
  private String data = DataLocator.AUTO;

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
    limit.ifPresent(
        n -> Usage.require(command, n >= 1, "--limit is " + n + ", expected 1 or more"));
  }

  /** How many training images were asked for, if not all. */
  Optional<Integer> limit() {
    return limit;
  }

  /** The {@code --data} that finds the same images again, whatever the environment says then. */
  String resolved(DataSplits found) {
    return FoundChoice.of(data, found);
  }

  /**
   * The images, as many of them as are asked for.
   *
   * @param seed of what is drawn from a folder of images
   * @throws IOException if they cannot be had
   */
  DataSplits load(PrintWriter screen, long seed) throws IOException {
    DataSplits splits = new DataLocator(new DataProgress(screen)).load(data, seed);
    if (limit.isEmpty()) {
      return splits;
    }
    int count = splits.train().count();
    Usage.require(
        command,
        limit.get() <= count,
        "--limit is " + limit.get() + ", but the training set has " + count + " images");
    return splits.limitTrain(limit.get());
  }
}
