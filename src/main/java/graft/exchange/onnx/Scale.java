package graft.exchange.onnx;

import graft.model.Preprocessing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the graph makes of the numbers that it is fed, by channel: factor x + offset.
 *
 * @param factors [C]
 * @param offsets [C]
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two by their arrays
record Scale(double[] factors, double[] offsets) {
  static Scale none(int channels) {
    double[] ones = new double[channels];
    Arrays.fill(ones, 1);
    return new Scale(ones, new double[channels]);
  }

  /** This, then a product. */
  Scale times(double[] by) {
    Scale scaled = copy();
    for (int c = 0; c < by.length; c++) {
      scaled.factors[c] *= by[c];
      scaled.offsets[c] *= by[c];
    }
    return scaled;
  }

  /** This, then a sum. */
  Scale plus(double[] more) {
    Scale moved = copy();
    for (int c = 0; c < more.length; c++) {
      moved.offsets[c] += more[c];
    }
    return moved;
  }

  private Scale copy() {
    return new Scale(factors.clone(), offsets.clone());
  }

  boolean isNothing() {
    return same(none(factors.length));
  }

  boolean same(Scale other) {
    return Arrays.equals(factors, other.factors) && Arrays.equals(offsets, other.offsets);
  }

  /**
   * How bytes become what the network behind this sees.
   *
   * @param fed how they become what the graph is fed
   * @throws IllegalArgumentException if a factor is not positive
   */
  Preprocessing behind(Preprocessing fed) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < factors.length; c++) {
      double outer = fed.deviation().get(c);
      deviation.add(outer / factors[c]);
      mean.add(fed.mean().get(c) - offsets[c] * outer / factors[c]);
    }
    return new Preprocessing(mean, deviation);
  }
}
