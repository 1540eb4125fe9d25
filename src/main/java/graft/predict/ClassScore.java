package graft.predict;

import java.util.OptionalDouble;

/**
 * How well a model does on one class.
 *
 * @param label the class, counted from 0
 * @param name what it is called
 * @param support images of the class, T
 * @param predicted images that were taken for it, P
 * @param hits images of the class that were taken for it, H
 * @param loss the mean categorical cross-entropy of its images, in nats; none without images
 */
public record ClassScore(
    int label, String name, int support, int predicted, int hits, OptionalDouble loss) {
  /** H / P, 0 to 1; none where no image was taken for the class. */
  public OptionalDouble precision() {
    return share(hits, predicted);
  }

  /** H / T, 0 to 1; none where no image is of the class. */
  public OptionalDouble recall() {
    return share(hits, support);
  }

  /** The harmonic mean of precision and recall, 2 H / (T + P); none where T + P is 0. */
  public OptionalDouble f1() {
    return share(2 * hits, support + predicted);
  }

  private static OptionalDouble share(int part, int whole) {
    return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
  }
}
