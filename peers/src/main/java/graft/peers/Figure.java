package graft.peers;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;

/**
 * A tensor of figures in Graft's layout.
 *
 * @param shape its extents
 * @param values row-major
 * @param drawn whether the case began with it; else PyTorch computed it
 */
@SuppressWarnings("ArrayRecordComponent") // a bag of numbers; nobody compares two
record Figure(long[] shape, double[] values, boolean drawn) {
  private static final MathContext DIGITS = new MathContext(9);

  /** An element as text: what was drawn exactly, as a float32; what was computed in nine digits. */
  String number(int position) {
    double value = values[position];
    if (drawn) {
      return Float.toString((float) value);
    }
    // BigDecimal writes a zero with an exponent.
    return value == 0 ? "0" : new BigDecimal(value).round(DIGITS).stripTrailingZeros().toString();
  }

  /** The largest absolute value. */
  double largest() {
    return Arrays.stream(values).map(Math::abs).max().orElse(0);
  }

  /**
   * The largest difference to another figure, as a part of this one's largest value; infinite where
   * the shapes differ or a number is none.
   */
  double difference(Figure other) {
    if (!Arrays.equals(shape, other.shape)) {
      return Double.POSITIVE_INFINITY;
    }
    double worst = 0;
    for (int i = 0; i < values.length; i++) {
      double difference = Math.abs(values[i] - other.values[i]);
      worst = Math.max(worst, Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference);
    }
    return worst == 0 ? 0 : worst / largest();
  }
}
