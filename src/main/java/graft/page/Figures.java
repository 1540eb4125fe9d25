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
    return Double.isFinite(value) ? shortest(round(value, 5)) : "not finite";
  }

  /** All of its digits, with an exponent where that is shorter to read. */
  static String shortest(double value) {
    if (value == 0) {
      return "0";
    }
    double size = Math.abs(value);
    return size >= LARGE || size < SMALL ? scientific(value) : plain(value);
  }

  /** Several that stand below each other: all with as many digits behind the point. */
  static List<String> alike(List<Double> values) {
    double largest = values.stream().mapToDouble(Math::abs).max().orElse(0);
    List<Double> rounded = values.stream().map(value -> round(value, 12)).toList();
    int digits = rounded.stream().mapToInt(Figures::digitsBehindPoint).max().orElse(0);
    if (largest >= LARGE || (largest > 0 && largest < SMALL) || digits > 9) {
      return rounded.stream().map(value -> value == 0 ? "0" : scientific(value)).toList();
    }
    return rounded.stream()
        .map(value -> String.format(Locale.ROOT, "%,." + digits + "f", value + 0.0))
        .toList();
  }

  private static int digitsBehindPoint(double value) {
    return Math.max(0, decimal(value).scale());
  }

  private static double round(double value, int digits) {
    return new BigDecimal(value).round(new MathContext(digits)).doubleValue();
  }

  private static BigDecimal decimal(double value) {
    return value == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(value).stripTrailingZeros();
  }

  private static String plain(double value) {
    return decimal(value).toPlainString();
  }

  private static String scientific(double value) {
    BigDecimal decimal = decimal(value);
    int exponent = decimal.precision() - decimal.scale() - 1;
    return decimal.movePointLeft(exponent).stripTrailingZeros().toPlainString() + "e" + exponent;
  }
}
