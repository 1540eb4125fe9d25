package graft.cli;

import graft.data.DataSplits;
import graft.data.ImageDataset;
import graft.files.Lineage;
import graft.job.Samples;
import graft.tensor.Shape;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --data} and {@code --samples}, a mixin: on what models are compared and measured. */
final class SampleFlags {
  @Option(
      names = "--data",
      description =
          "on whose images logits are compared, and statistics measured: as for train (default: on"
              + " random pixels, and none)")
  private Optional<String> data = Optional.empty();

  @Option(
      names = "--samples",
      paramLabel = "N",
      description = "how many of them, at most (default: ${DEFAULT-VALUE})")
  private int most = 512;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /**
   * Before anything is loaded.
   *
   * @param least how many samples it takes
   */
  void check(int least) {
    Usage.require(
        command,
        most >= least,
        String.format(Locale.ROOT, "--samples is %d, expected %d or more", most, least));
  }

  /** Whether there is data, instead of random pixels. */
  boolean areOfData() {
    return data.isPresent();
  }

  /**
   * The samples.
   *
   * @param model that looks at them, for messages
   * @param expected the shape of an image
   * @param split the training or the test images
   * @param past of the model; see {@link HeldBack}
   */
  Samples load(
      String model,
      Shape expected,
      Function<DataSplits, ImageDataset> split,
      Lineage past,
      PrintWriter screen)
      throws IOException {
    if (data.isEmpty()) {
      return Samples.ofPixels(expected);
    }
    DataSplits splits = HeldBack.load(data.get(), past, screen);
    Samples samples = Samples.of(split.apply(splits), most);
    Usage.require(
        command,
        samples.shape().equals(expected),
        "%s takes images of shape %s, those of %s are %s"
            .formatted(model, expected, samples.source(), samples.shape()));
    return samples;
  }
}
