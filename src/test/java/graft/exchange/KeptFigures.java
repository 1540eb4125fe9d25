package graft.exchange;

import graft.model.PeerFigures;
import graft.model.Preprocessing;
import graft.tensor.Shape;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;

/** Files of other frameworks that are kept with figures, whose names tell what they are. */
public final class KeptFigures {
  private KeptFigures() {}

  /** A file of a folder of resources. */
  public static Path file(String folder, String name) {
    URL url = Objects.requireNonNull(KeptFigures.class.getResource(folder + name), name);
    try {
      return Path.of(url.toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * The network's input of what a file was fed, whose images may have their channels first.
   *
   * @param image the shape of one sample in Graft's order
   * @param white what the file is fed for a white pixel
   */
  public static double[] input(
      PeerFigures figures, Shape image, Preprocessing preprocessing, double white) {
    double[] fed = figures.computed("input");
    boolean first = image.rank() == 3 && !figures.sample().equals(image);
    int channels = image.last();
    int pixels = image.elements() / channels;
    double[] input = new double[fed.length];
    for (int i = 0; i < input.length; i++) {
      int sample = i / image.elements();
      int channel = i % channels;
      int pixel = i % image.elements() / channels;
      int from = first ? (sample * channels + channel) * pixels + pixel : i;
      input[i] =
          (fed[from] / white - preprocessing.mean().get(channel))
              / preprocessing.deviation().get(channel);
    }
    return input;
  }

  /** What a file gives where its network gives these logits: some end in a softmax. */
  public static double[] outputs(String name, double[] logits, int batch) {
    if (!name.contains("softmax")) {
      return logits;
    }
    double[] found = new double[logits.length];
    int classes = logits.length / batch;
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[i / classes * classes + c]);
      }
      found[i] = Math.exp(logits[i]) / sum;
    }
    return found;
  }
}
