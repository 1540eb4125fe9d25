package graft.cli;

import graft.data.ImageDataset;
import graft.files.Lineage;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --data} and {@code --limit}, a mixin: what to measure a model on. */
final class TestDataFlags {
  @Mixin private DataFlags data;

  @Option(names = "--limit", description = "see N images only, spread evenly over the test images")
  private Optional<Integer> limit = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** Before anything is loaded. */
  void check() {
    DataFlags.requireSound(limit, command);
  }

  /**
   * The images for an evaluation, of the test set as many as are asked for.
   *
   * @param past of the model; see {@link HeldBack}
   * @throws IOException if they cannot be had
   */
  ImageDataset load(PrintWriter screen, Lineage past) throws IOException {
    ImageDataset test = data.load(screen, past).test();
    DataFlags.requireWithin(limit, command, "test set", test);
    return test.spread(limit.orElse(test.count()));
  }
}
