package graft.page;

import java.util.Locale;

/** Numbers as a reader wants them. */
final class Figures {
  private Figures() {}

  /** To the tenth if it is small, else whole. */
  static String rounded(double value) {
    if (!Double.isFinite(value)) {
      return "not finite";
    }
    return String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%,.0f", value);
  }
}
