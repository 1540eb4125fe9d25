package graft.reference;

import java.util.Locale;

/**
 * How far a result may be from its reference: {@code |a - b| <= absolute + relative * |b|} for
 * every element, b being the reference. The one place that says so; whoever makes one says why
 * beside it. NaN and infinity are never close to anything.
 *
 * @param absolute the part that holds near zero
 * @param relative the part that grows with the reference
 */
public record Closeness(double absolute, double relative) {
  /** Holds the rule for single numbers. */
  public boolean isClose(double actual, double expected) {
    // A comparison with NaN is false, so NaN falls out here; an infinite reference would allow all.
    return Math.abs(actual - expected) <= allowed(expected) && Double.isFinite(expected);
  }

  /**
   * Fails unless every element is close.
   *
   * @param what the name of the compared thing, for the message
   * @param actual the result
   * @param expected the reference, as long as the result
   */
  public void check(String what, double[] actual, double[] expected) {
    if (actual.length != expected.length) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s has %d elements, expected %d",
              what,
              actual.length,
              expected.length));
    }
    int misses = 0;
    int worst = -1;
    double worstExcess = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < actual.length; i++) {
      if (isClose(actual[i], expected[i])) {
        continue;
      }
      misses++;
      double excess = Math.abs(actual[i] - expected[i]) / allowed(expected[i]);
      if (worst < 0 || Double.isNaN(excess) || excess > worstExcess) {
        worst = i;
        worstExcess = excess;
      }
    }
    if (misses > 0) {
      throw new AssertionError(
          String.format(
              Locale.ROOT,
              "%s: %d of %d elements are off; the worst, element %d, is %s, expected %s within %s",
              what,
              misses,
              actual.length,
              worst,
              actual[worst],
              expected[worst],
              allowed(expected[worst])));
    }
  }

  /** As {@link #check(String, double[], double[])}, for a float32 result. */
  public void check(String what, float[] actual, double[] expected) {
    check(what, ReferenceOps.toDouble(actual), expected);
  }

  /** As {@link #check(String, double[], double[])}, for one number. */
  public void check(String what, double actual, double expected) {
    check(what, new double[] {actual}, new double[] {expected});
  }

  /**
   * The largest error of any element, as a multiple of what is allowed; infinite where one is not a
   * number. 1 or less passes {@link #check}.
   *
   * @param actual the result, as long as the reference
   */
  public double worst(float[] actual, double[] expected) {
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double ratio = Math.abs(actual[i] - expected[i]) / allowed(expected[i]);
      worst = Math.max(worst, Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio);
    }
    return worst;
  }

  private double allowed(double expected) {
    return absolute + relative * Math.abs(expected);
  }
}
