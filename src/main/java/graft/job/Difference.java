package graft.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.predict.Predictions;
import java.util.Locale;

/**
 * How far one model's logits are from another's, on the same images.
 *
 * @param largest difference of a logit, absolute; NaN if a logit of the second is
 * @param largestLogit of the first model, absolute
 */
public record Difference(double largest, double largestLogit) {
  /** Of the largest logit: what float32 leaves of equal functions. */
  private static final double PART = 1e-5;

  /**
   * Of two models' logits.
   *
   * @throws IllegalArgumentException if there are not as many, or one of the first is NaN or
   *     infinite
   */
  static Difference of(Predictions before, Predictions after) {
    float[] some = before.logits();
    float[] others = after.logits();
    if (some.length != others.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "found %d logits and %d, expected as many", some.length, others.length));
    }
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < some.length; i++) {
      if (!Float.isFinite(some[i])) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "logit %d of image %d is %s; expected a model whose logits are finite",
                i % before.classes(),
                i / before.classes(),
                some[i]));
      }
      double distance = Math.abs((double) some[i] - others[i]);
      difference = Math.max(difference, distance); // NaN stays
      largest = Math.max(largest, Math.abs(some[i]));
    }
    return new Difference(difference, largest);
  }

  /** Whether both compute the same, but for float32's rounding. */
  public boolean isNone() {
    return largest <= PART * largestLogit;
  }

  /** For people. */
  public String text() {
    return String.format(
        Locale.ROOT, "largest difference of a logit %.2e of %.2e", largest, largestLogit);
  }

  ObjectNode json() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("largestDifference", largest)
        .put("largestLogit", largestLogit);
  }
}
