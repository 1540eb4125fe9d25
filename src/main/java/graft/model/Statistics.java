package graft.model;

import java.util.Arrays;
import java.util.Locale;

/**
 * Mean and variance of each channel of a value, over all pixels of some data.
 *
 * @param mean {@code [C]}
 * @param variance {@code [C]}
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content below
public record Statistics(double[] mean, double[] variance) {
  /**
   * Keeps copies.
   *
   * @throws IllegalArgumentException if there are not as many variances as means, one of the
   *     numbers is not finite, or a variance is negative
   */
  public Statistics {
    mean = mean.clone();
    variance = variance.clone();
    if (mean.length != variance.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found means of %d channels and variances of %d, expected as many",
              mean.length,
              variance.length));
    }
    for (int c = 0; c < mean.length; c++) {
      if (!Double.isFinite(mean[c]) || !(variance[c] >= 0 && Double.isFinite(variance[c]))) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "channel %d has mean %s and variance %s, expected finite numbers and a variance of"
                    + " 0 or more",
                c,
                mean[c],
                variance[c]));
      }
    }
  }

  @Override
  public double[] mean() {
    return mean.clone();
  }

  @Override
  public double[] variance() {
    return variance.clone();
  }

  /**
   * Refuses those of another number of channels than a value has.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void requireOf(NetworkSpec spec, String value) {
    int channels = spec.shapeOf(value).last();
    if (mean.length != channels) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the statistics are of %d channels, but node %s gives %d; expected statistics of %d",
              mean.length,
              value,
              channels,
              channels));
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Statistics statistics
        && Arrays.equals(mean, statistics.mean)
        && Arrays.equals(variance, statistics.variance);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(variance);
  }

  @Override
  public String toString() {
    return "Statistics[mean="
        + Arrays.toString(mean)
        + ", variance="
        + Arrays.toString(variance)
        + "]";
  }
}
