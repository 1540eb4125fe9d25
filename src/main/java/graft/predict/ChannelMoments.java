package graft.predict;

import java.util.Arrays;

/**
 * Mean and variance of each channel of a value, over samples and pixels.
 *
 * @param mean {@code [C]}
 * @param variance {@code [C]}
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by content below
public record ChannelMoments(double[] mean, double[] variance) {
  /** Keeps copies. */
  public ChannelMoments {
    mean = mean.clone();
    variance = variance.clone();
  }

  @Override
  public double[] mean() {
    return mean.clone();
  }

  @Override
  public double[] variance() {
    return variance.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelMoments moments
        && Arrays.equals(mean, moments.mean)
        && Arrays.equals(variance, moments.variance);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(mean) + Arrays.hashCode(variance);
  }

  @Override
  public String toString() {
    return "means " + Arrays.toString(mean) + ", variances " + Arrays.toString(variance);
  }
}
