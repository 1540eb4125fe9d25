package graft.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.files.ModelFile;
import graft.predict.Predictor;
import java.util.Locale;
import java.util.Random;

/**
 * How far a grown model's logits are from those of the model that it grew from, on samples.
 *
 * @param samples how many images were looked at
 * @param source what they were
 * @param largestDifference of a logit, absolute
 * @param largestLogit of the model that it grew from, absolute
 * @param parametersBefore trained numbers of that model
 * @param parametersAfter of the grown one
 */
public record Certificate(
    int samples,
    String source,
    double largestDifference,
    double largestLogit,
    long parametersBefore,
    long parametersAfter) {
  /** Of the largest logit: what float32 leaves of equal functions. */
  private static final double PART = 1e-5;

  private static final int SAMPLES = 64;

  /** Compares on images of random pixels, in inference. */
  public static Certificate of(Device device, ModelFile before, ModelFile after) {
    byte[] images = new byte[SAMPLES * before.model().spec().input().elements()];
    new Random(1).nextBytes(images);
    return of(device, before, after, images, "random pixels");
  }

  /**
   * Compares on given images, in inference.
   *
   * @param images {@code [N, H, W, C]}
   */
  public static Certificate of(
      Device device, ModelFile before, ModelFile after, byte[] images, String source) {
    float[] logits = logits(device, before, images);
    float[] grown = logits(device, after, images);
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < logits.length; i++) {
      difference = Math.max(difference, Math.abs((double) logits[i] - grown[i]));
      largest = Math.max(largest, Math.abs(logits[i]));
    }
    return new Certificate(
        images.length / before.model().spec().input().elements(),
        source,
        difference,
        largest,
        before.model().spec().parameterCount(),
        after.model().spec().parameterCount());
  }

  private static float[] logits(Device device, ModelFile file, byte[] images) {
    try (Predictor predictor = Predictor.of(device, file.model(), file.preprocessing(), SAMPLES)) {
      return predictor.predict(images).logits();
    }
  }

  /** Whether both compute the same, but for float32's rounding. */
  public boolean preserves() {
    return largestDifference <= PART * largestLogit;
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT,
        "largest difference of a logit %.2e of %.2e, on %d images (%s): %s; parameters %,d -> %,d",
        largestDifference,
        largestLogit,
        samples,
        source,
        preserves() ? "the function is preserved" : "the function is not preserved",
        parametersBefore,
        parametersAfter);
  }

  /** All of it. */
  public ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("samples", samples)
        .put("source", source)
        .put("largestDifference", largestDifference)
        .put("largestLogit", largestLogit)
        .put("preserves", preserves())
        .put("parametersBefore", parametersBefore)
        .put("parametersAfter", parametersAfter);
  }
}
