package graft.net2net;

import graft.random.Philox;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Splits the outgoing weights of copied features among the copies, stretch by stretch. Computes in
 * float64 and rounds once, as the notebook's numpy does.
 */
final class OutgoingWeights {
  private static final long WORDS_OF_A_DOUBLE = 2;

  /** More than a machine has cores, and few enough that their scratch arrays do not matter. */
  private static final int MOST_PARTS = 64;

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
    return split(
        (o, start, end, i, parts) -> {
          for (int feature = start; feature < end; feature++) {
            parts[feature] = weight(o, feature, i) * shares[feature];
          }
        });
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
    return split(
        (o, start, end, i, parts) -> {
          Arrays.fill(means, 0);
          for (int feature = start; feature < end; feature++) {
            int from = map.from(feature);
            noise[feature] = copies[from] > 1 ? deviation * random.nextGaussian() : 0;
            means[from] += noise[feature] / copies[from];
          }
          for (int feature = start; feature < end; feature++) {
            parts[feature] = share(o, feature, i) + noise[feature] - means[map.from(feature)];
          }
        });
  }

  /**
   * Shares drawn for each weight, uniformly from all that sum to 1: exponential numbers over their
   * sum follow the flat Dirichlet distribution (Devroye 1986, "Non-uniform random variate
   * generation", chapter V: uniform spacings).
   *
   * <p>Each entry takes one double, stretch after stretch, so that parts of them can be drawn at
   * the same time, each from its place in the stream.
   */
  double[] randomShares(Philox random) {
    double[] result = new double[wide.elements()];
    int all = wide.outer() * map.stretches();
    int parts = Math.min(all, MOST_PARTS);
    IntStream.range(0, parts)
        .parallel()
        .forEach(
            part -> {
              int first = (int) ((long) all * part / parts);
              int last = (int) ((long) all * (part + 1) / parts);
              split(first, last, drawnShares(random.ahead(wordsBefore(first))), result);
            });
    random.skip(WORDS_OF_A_DOUBLE * result.length);
    return result;
  }

  /** What is drawn for the stretches before one. */
  private long wordsBefore(int stretch) {
    int start = map.start(stretch % map.stretches());
    return WORDS_OF_A_DOUBLE * wide.at(stretch / map.stretches(), start, 0);
  }

  private Split drawnShares(Philox random) {
    double[] draws = new double[wide.length()];
    double[] sums = new double[axis.length()];
    return (o, start, end, i, parts) -> {
      for (int feature = start; feature < end; feature++) {
        sums[map.from(feature)] = 0;
      }
      for (int feature = start; feature < end; feature++) {
        draws[feature] = random.nextDouble(); // also for a feature that shares with none
      }
      for (int feature = start; feature < end; feature++) {
        int from = map.from(feature);
        if (copies[from] > 1) {
          draws[feature] = -Math.log(1.0 - draws[feature]);
          sums[from] += draws[feature];
        }
      }
      for (int feature = start; feature < end; feature++) {
        if (ordinals[feature] > 0) {
          parts[feature] = weight(o, feature, i) * draws[feature] / sums[map.from(feature)];
        }
      }
    };
  }

  /** What the copies of a stretch's features get of their weights. */
  @FunctionalInterface
  private interface Split {
    /**
     * Says it.
     *
     * @param parts by the student's feature; what originals get is not read
     */
    void stretch(int o, int start, int end, int i, double[] parts);
  }

  private double[] split(Split split) {
    double[] result = new double[wide.elements()];
    split(0, wide.outer() * map.stretches(), split, result);
    return result;
  }

  /**
   * Splits some stretches.
   *
   * @param first counted over all of outer: the first of them
   * @param last behind the last of them
   */
  private void split(int first, int last, Split split, double[] result) {
    double[] parts = new double[wide.length()];
    double[] given = new double[axis.length()];
    for (int stretch = first; stretch < last; stretch++) {
      int o = stretch / map.stretches();
      int start = map.start(stretch % map.stretches());
      int end = map.end(stretch % map.stretches());
      for (int i = 0; i < wide.inner(); i++) {
        split.stretch(o, start, end, i, parts);
        for (int feature = end - 1; feature >= start; feature--) {
          // The originals come last and take what their rounded replicas left, so that rounding
          // does not add up over the copies.
          int from = map.from(feature);
          boolean original = ordinals[feature] == 0;
          double rounded =
              precision.round(original ? weight(o, feature, i) - given[from] : parts[feature]);
          given[from] = original ? 0 : given[from] + rounded;
          result[wide.at(o, feature, i)] = rounded;
        }
      }
    }
  }
}
