package graft.cli;

import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.data.FoundChoice;
import graft.data.ImageDataset;
import graft.files.Lineage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code --data}, a mixin: on what to train, or what to measure on. */
final class DataFlags {
  @Option(
      names = "--data",
      description =
          "auto, mnist, fashion-mnist, or a folder: IDX files, CIFAR's binary files, or images in"
              + " one folder a class; auto is MNIST where it can be had (default:"
              + " ${DEFAULT-VALUE})")
  private String data = DataLocator.AUTO;

  /** Refuses a {@code --limit} of a command that is no number of images; before they are loaded. */
  static void requireSound(Optional<Integer> limit, CommandSpec command) {
    limit.ifPresent(
        n -> Usage.require(command, n >= 1, "--limit is " + n + ", expected 1 or more"));
  }

  /** Refuses one of more images than a set has. */
  static void requireWithin(
      Optional<Integer> limit, CommandSpec command, String set, ImageDataset images) {
    limit.ifPresent(
        n ->
            Usage.require(
                command,
                n <= images.count(),
                "--limit is " + n + ", but the " + set + " has " + images.count() + " images"));
  }

  /** The {@code --data} that finds the same images again, whatever the environment says then. */
  String resolved(DataSplits found) {
    return FoundChoice.of(data, found);
  }

  /**
   * The images to train on; see {@link HeldBack}.
   *
   * @param seed of what is drawn from a folder of images that nobody trained the model on
   * @param past of the model
   * @throws IOException if they cannot be had
   */
  DataSplits load(PrintWriter screen, long seed, Lineage past) throws IOException {
    return HeldBack.load(data, seed, past, screen);
  }

  /**
   * The images on which a model is measured; see {@link HeldBack}.
   *
   * @throws IOException if they cannot be had
   */
  DataSplits load(PrintWriter screen, Lineage past) throws IOException {
    return HeldBack.load(data, past, screen);
  }
}
