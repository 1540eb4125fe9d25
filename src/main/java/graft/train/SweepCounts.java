package graft.train;

import java.util.Arrays;
import java.util.Locale;

/** What a sweep over a data set has counted after some of its steps: a value, bit for bit. */
public final class SweepCounts {
  /** Before the first step. */
  public static final SweepCounts NONE = new SweepCounts(0, 0, 0, new double[0], new int[0]);

  private final int samples;
  private final double lossSum;
  private final long hits;
  private final double[] stepLossSums; // [steps]
  private final int[] stepHits; // [steps]

  /**
   * Keeps copies.
   *
   * @param samples seen
   * @param lossSum over the samples, in nats, added up in the order of the steps
   * @param hits samples classified rightly
   * @param stepLossSums {@code [steps]}, the sum over each step's samples, in nats
   * @param stepHits {@code [steps]}
   * @throws IllegalArgumentException if the lengths differ, or a count is negative
   */
  public SweepCounts(
      int samples, double lossSum, long hits, double[] stepLossSums, int[] stepHits) {
    if (stepLossSums.length != stepHits.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found loss sums of %d steps and hits of %d, expected as many",
              stepLossSums.length,
              stepHits.length));
    }
    if (samples < 0 || hits < 0) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "found %d samples and %d hits, expected 0 or more", samples, hits));
    }
    this.samples = samples;
    this.lossSum = lossSum;
    this.hits = hits;
    this.stepLossSums = stepLossSums.clone();
    this.stepHits = stepHits.clone();
  }

  /** Samples seen. */
  public int samples() {
    return samples;
  }

  /** The sum of their losses, in nats. */
  public double lossSum() {
    return lossSum;
  }

  /** How many of them were classified rightly. */
  public long hits() {
    return hits;
  }

  /** Steps done. */
  public int steps() {
    return stepHits.length;
  }

  /** The sum of losses of each step, in nats, {@code [steps]}: a copy. */
  public double[] stepLossSums() {
    return stepLossSums.clone();
  }

  /** The hits of each step, {@code [steps]}: a copy. */
  public int[] stepHits() {
    return stepHits.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SweepCounts counts
        && samples == counts.samples
        && Double.compare(lossSum, counts.lossSum) == 0
        && hits == counts.hits
        && Arrays.equals(stepLossSums, counts.stepLossSums)
        && Arrays.equals(stepHits, counts.stepHits);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * Double.hashCode(lossSum) + samples) + Arrays.hashCode(stepLossSums);
  }

  @Override
  public String toString() {
    return "SweepCounts of " + steps() + " steps";
  }
}
