package graft.cli;

import graft.data.DataSplits;
import graft.data.ImageDataset;
import graft.data.Provenance;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
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
   * @param seeds of what is drawn from a folder of images, the likeliest first
   * @param isMeant whether what a seed draws is what the evaluation is to see
   * @throws IOException if they cannot be had
   */
  ImageDataset load(PrintWriter screen, List<Long> seeds, Predicate<Provenance> isMeant)
      throws IOException {
    DataSplits first = data.load(screen, seeds.get(0));
    DataSplits found = first;
    for (int i = 1; i < seeds.size() && !isMeant.test(found.provenance()); i++) {
      DataSplits other = data.load(screen, seeds.get(i));
      if (other.provenance().equals(first.provenance())) {
        break; // nothing is drawn from it
      }
      found = other;
    }
    ImageDataset test = (isMeant.test(found.provenance()) ? found : first).test();
    DataFlags.requireWithin(limit, command, "test set", test);
    return test.spread(limit.orElse(test.count()));
  }
}
