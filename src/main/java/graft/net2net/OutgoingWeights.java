package graft.net2net;

import graft.random.Philox;
import java.util.Arrays;

/**
 * Splits the outgoing weights of copied features among the copies, stretch by stretch. Computes in
 * float64 and rounds once, as the notebook's numpy does.
 */
final class OutgoingWeights {
  private final AxisView axis;
  private final AxisView wide;
  private final double[] kernel;
  private final FeatureMap map;
  private final Precision precision;
  private final int[] copies;
  private final int[] ordinals;

  /**
   * @param axis the features in the consumer's kernel
   * @param kernel the consumer's kernel
   */
  OutgoingWeights(AxisView axis, double[] kernel, FeatureMap map, Precision precision) {
    this.axis = axis;
    this.wide = axis.withLength(map.length());
    this.kernel = kernel;
    this.map = map;
    this.precision = precision;
    this.copies = map.copies();
    this.ordinals = map.ordinals();
  }

  private double weight(int o, int feature, int i) {
    return kernel[axis.at(o, map.from(feature), i)];
  }

  private double share(int o, int feature, int i) {
    return weight(o, feature, i) / copies[map.from(feature)];
  }

  /** Each copy gets the same. */
  double[] equalShares() {
    double[] result = new double[wide.elements()];
    for (int o = 0; o < wide.outer(); o++) {
      for (int feature = 0; feature < wide.length(); feature++) {
        for (int i = 0; i < wide.inner(); i++) {
          result[wide.at(o, feature, i)] = precision.round(share(o, feature, i));
        }
      }
    }
    return result;
  }

  /**
   * Each copy gets its share, the same of every weight.
   *
   * @param shares by the student's feature
   */
  double[] unitShares(double[] shares) {
    return split((o, feature, i) -> weight(o, feature, i) * shares[feature]);
  }

  /**
   * Equal shares and noise on all but the originals, whose sum is 0 in expectation only.
   *
   * @param fraction the noise's deviation, in those of the replicas' weights
   */
  double[] noise(double fraction, Philox random) {
    double[] result = equalShares();
    double deviation = fraction * replicaDeviation();
    for (int o = 0; o < wide.outer(); o++) {
      for (int feature = 0; feature < wide.length(); feature++) {
        if (ordinals[feature] > 0) {
          for (int i = 0; i < wide.inner(); i++) {
            result[wide.at(o, feature, i)] =
                precision.round(share(o, feature, i) + deviation * random.nextGaussian());
          }
        }
      }
    }
    return result;
  }

  /** numpy's std of the replicas' outgoing weights: over the population, from float64 shares. */
  private double replicaDeviation() {
    long replicas = Arrays.stream(ordinals).filter(ordinal -> ordinal > 0).count();
    long count = wide.outer() * replicas * wide.inner();
    double mean = sumOverReplicas(0, false) / count;
    return Math.sqrt(sumOverReplicas(mean, true) / count);
  }

  private double sumOverReplicas(double center, boolean squared) {
    double sum = 0;
    for (int o = 0; o < wide.outer(); o++) {
      for (int feature = 0; feature < wide.length(); feature++) {
        if (ordinals[feature] > 0) {
          for (int i = 0; i < wide.inner(); i++) {
            double difference = share(o, feature, i) - center;
            sum += squared ? difference * difference : difference;
          }
        }
      }
    }
    return sum;
  }

  /**
   * Equal shares, and noise on all copies whose sum over the copies of a feature is 0.
   *
   * @param fraction the noise's deviation, in those of the replicas' weights
   */
  double[] zeroSumNoise(double fraction, Philox random) {
    double deviation = fraction * replicaDeviation();
    double[] noise = new double[wide.length()];
    double[] means = new double[axis.length()];
    return eachStretch(
        (o, start, end, i) -> {
          Arrays.fill(means, 0);
          for (int feature = start; feature < end; feature++) {
            int from = map.from(feature);
            noise[feature] = copies[from] > 1 ? deviation * random.nextGaussian() : 0;
            means[from] += noise[feature] / copies[from];
          }
        },
        (o, feature, i) -> share(o, feature, i) + noise[feature] - means[map.from(feature)]);
  }

  /**
   * Shares drawn for each weight, uniformly from all that sum to 1: exponential numbers over their
   * sum follow the flat Dirichlet distribution (Devroye 1986, "Non-uniform random variate
   * generation", chapter V: uniform spacings).
   */
  double[] randomShares(Philox random) {
    double[] draws = new double[wide.length()];
    double[] sums = new double[axis.length()];
    return eachStretch(
        (o, start, end, i) -> {
          for (int feature = start; feature < end; feature++) {
            sums[map.from(feature)] = 0;
          }
          for (int feature = start; feature < end; feature++) {
            draws[feature] = -Math.log(1.0 - random.nextDouble());
            sums[map.from(feature)] += draws[feature];
          }
        },
        (o, feature, i) -> weight(o, feature, i) * draws[feature] / sums[map.from(feature)]);
  }

  /** What a copy gets of a weight. */
  @FunctionalInterface
  private interface Part {
    double of(int o, int feature, int i);
  }

  /** Draws what a stretch needs. */
  @FunctionalInterface
  private interface Draw {
    void stretch(int o, int start, int end, int i);
  }

  private double[] split(Part part) {
    return eachStretch((o, start, end, i) -> {}, part);
  }

  private double[] eachStretch(Draw draw, Part part) {
    double[] result = new double[wide.elements()];
    double[] given = new double[axis.length()];
    for (int o = 0; o < wide.outer(); o++) {
      for (int stretch = 0; stretch < map.stretches(); stretch++) {
        int start = map.start(stretch);
        int end = map.end(stretch);
        for (int i = 0; i < wide.inner(); i++) {
          draw.stretch(o, start, end, i);
          for (int feature = end - 1; feature >= start; feature--) {
            // The originals come last and take what their rounded replicas left, so that rounding
            // does not add up over the copies.
            int from = map.from(feature);
            double share =
                ordinals[feature] == 0
                    ? weight(o, feature, i) - given[from]
                    : part.of(o, feature, i);
            double rounded = precision.round(share);
            given[from] = ordinals[feature] == 0 ? 0 : given[from] + rounded;
            result[wide.at(o, feature, i)] = rounded;
          }
        }
      }
    }
    return result;
  }
}
