package graft.exchange;

import graft.model.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a file makes of the numbers that it is fed before its network sees them, by channel: factor
 * x + offset.
 *
 * @param factors [C]
 * @param offsets [C]
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two by their arrays
public record Scale(double[] factors, double[] offsets) {
  private static final double WHITE = 255;
  private static final double TOLERANCE = 1e-5;

  /**
   * The numbers as they are.
   *
   * @throws IllegalArgumentException if there are less than 1 channels
   */
  public static Scale none(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException("found " + channels + " channels, expected 1 or more");
    }
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return new Scale(ones, new double[channels]);
  }

  /** This, then a product. */
  public Scale times(double[] by) {
    Scale scaled = copy();
    for (int c = 0; c < by.length; c++) {
      scaled.factors[c] *= by[c];
      scaled.offsets[c] *= by[c];
    }
    return scaled;
  }

  /** This, then a sum. */
  public Scale plus(double[] more) {
    Scale moved = copy();
    for (int c = 0; c < more.length; c++) {
      moved.offsets[c] += more[c];
    }
    return moved;
  }

  private Scale copy() {
    return new Scale(factors.clone(), offsets.clone());
  }

  /** Whether it is the other, number for number. */
  public boolean same(Scale other) {
    return Arrays.equals(factors, other.factors) && Arrays.equals(offsets, other.offsets);
  }

  /**
   * How bytes become what the network behind this sees.
   *
   * @param fed how they become what the graph is fed
   * @throws IllegalArgumentException if a factor is not positive
   */
  public Preprocessing behind(Preprocessing fed) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < factors.length; c++) {
      double outer = fed.deviation().get(c);
      deviation.add(outer / factors[c]);
      mean.add(fed.mean().get(c) - offsets[c] * outer / factors[c]);
    }
    return new Preprocessing(mean, deviation);
  }

  /** Whether a factor would make 0 to 1, or what is 2 wide, of 0 to 255. */
  public static boolean isOfBytes(double factor) {
    return Math.abs(factor * WHITE - 1) < TOLERANCE || Math.abs(factor * WHITE / 2 - 1) < TOLERANCE;
  }
}
