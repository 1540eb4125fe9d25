package graft.exchange;

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
