package graft.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers as a reader wants them. */
final class Figures {
  private static final double LARGE = 1e6;
  private static final double SMALL = 1e-4;

  private Figures() {}

  /** To the tenth if it is small, else whole. */
  static String rounded(double value) {
    if (!Double.isFinite(value)) {
      return "not finite";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
  }

  /** With five digits that count, and no more characters than that takes. */
  static String precise(double value) {
    return Double.isFinite(value) ? written(rounded(value, 5)) : "not finite";
  }

  /** All of its digits, with an exponent where that is shorter to read. */
  static String shortest(double value) {
    return written(BigDecimal.valueOf(value));
  }

  /** Several that stand below each other: all with as many digits behind the point. */
  static List<String> alike(List<Double> values) {
    double largest = values.stream().mapToDouble(Math::abs).max().orElse(0);
    List<BigDecimal> rounded = values.stream().map(value -> rounded(value, 12)).toList();
    int digits = rounded.stream().mapToInt(Figures::digitsBehindPoint).max().orElse(0);
    if (largest >= LARGE || (largest > 0 && largest < SMALL) || digits > 9) {
      return rounded.stream().map(Figures::scientific).toList();
    }
    return rounded.stream()
        .map(value -> String.format(Locale.ROOT, "%,." + digits + "f", value))
        .toList();
  }

  private static int digitsBehindPoint(BigDecimal value) {
    return Math.max(0, value.scale());
  }

  private static BigDecimal rounded(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits)).stripTrailingZeros();
  }

  private static String written(BigDecimal value) {
    double size = value.abs().doubleValue();
    boolean plain = size < LARGE && size >= SMALL;
    return plain ? value.stripTrailingZeros().toPlainString() : scientific(value);
  }

  private static String scientific(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    int exponent = value.precision() - value.scale() - 1;
    return value.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
