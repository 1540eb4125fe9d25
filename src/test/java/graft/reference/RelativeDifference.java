package graft.reference;

/** How far numbers are from what was expected. */
public final class RelativeDifference {
  private RelativeDifference() {}

  /** The largest difference, relative to the largest of what was expected; NaN if one is. */
  public static double of(double[] found, double[] expected) {
    if (found.length != expected.length) {
      throw new AssertionError(found.length + " numbers, expected " + expected.length);
    }
    double difference = 0;
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      difference = Math.max(difference, Math.abs(found[i] - expected[i]));
      largest = Math.max(largest, Math.abs(expected[i]));
    }
    return difference / largest;
  }
}
