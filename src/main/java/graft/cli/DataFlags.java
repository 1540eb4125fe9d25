package graft.cli;

import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.data.FoundChoice;
import java.io.IOException;
import java.io.PrintWriter;
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

  /** The {@code --data} that finds the same images again, whatever the environment says then. */
  String resolved(DataSplits found) {
    return FoundChoice.of(data, found);
  }

  /**
   * The images.
   *
   * @param seed of what is drawn from a folder of images
   * @throws IOException if they cannot be had
   */
  DataSplits load(PrintWriter screen, long seed) throws IOException {
    return new DataLocator(new DataProgress(screen)).load(data, seed);
  }
}
