package graft.bench;

import graft.config.TrainingFile;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.files.NetworkDraft;
import graft.model.Model;
import graft.tensor.Shape;
import graft.train.ResidentData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import picocli.CommandLine;

/**
 * A network to time on random pixels: what it learns takes no part in what it costs.
 *
 * @param label what tables call it
 * @param model untrained
 */
record TimedNetwork(String label, Model model) {
  static final int CLASSES = 10;

  /** Where a training file leaves the shape of a sample to the data: CIFAR's. */
  private static final Shape COLOUR = Shape.of(32, 32, 3);

  private static final int SAMPLES = 4096;

  /** One of the built-in networks. */
  static TimedNetwork of(BenchNetwork network) {
    return new TimedNetwork(network.label(), network.model());
  }

  /**
   * One by its name, or by its training file.
   *
   * @param text such as {@code resnet20}, or {@code net.yaml}
   * @throws IOException if the file cannot be read
   */
  static TimedNetwork of(String text) throws IOException {
    Path file = Path.of(text);
    if (!TrainingFile.isNamed(file)) {
      return of(BenchNetwork.valueOf(text.toUpperCase(Locale.ROOT)));
    }
    NetworkDraft draft = TrainingFile.read(file).network();
    Shape sample = draft.inputShape().orElse(COLOUR);
    return new TimedNetwork(
        String.valueOf(file.getFileName()), Model.untrained(draft.spec(sample, CLASSES), 1));
  }

  /** Random images for it, on the device. */
  ResidentData data(Device device) {
    Shape sample = model.spec().input();
    Random random = new Random(1);
    byte[] images = new byte[SAMPLES * sample.elements()];
    random.nextBytes(images);
    byte[] labels = new byte[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
    }
    return ResidentData.upload(
        device, new ImageDataset("random pixels", images, labels, sample, CLASSES));
  }

  /** Makes one of the text of an option. */
  static final class Converter implements CommandLine.ITypeConverter<TimedNetwork> {
    @Override
    public TimedNetwork convert(String text) throws IOException {
      try {
        return of(text);
      } catch (IllegalArgumentException e) {
        throw new CommandLine.TypeConversionException(
            "'%s' is none of %s, and no file that ends in .yaml"
                .formatted(
                    text, Arrays.stream(BenchNetwork.values()).map(BenchNetwork::label).toList()));
      }
    }
  }
}
