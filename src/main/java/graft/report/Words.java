package graft.report;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Figures as a reader wants them; a dash for what there is no finite number of. */
final class Words {
  static final String NONE = "\u2013";

  private static final double KILO = 1e3;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double MEBI = 1 << 20;

  private Words() {}

  /** In nats, "0.0399". */
  static String loss(double loss) {
    return figure("%.4f", loss);
  }

  /** Of a share, "98.67%". */
  static String percent(double share) {
    return figure("%.2f%%", 100 * share);
  }

  /** "12,662". */
  static String count(double number) {
    return figure("%,.0f", number);
  }

  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  static String count(OptionalLong number) {
    return number.isPresent() ? count(number.getAsLong()) : NONE;
  }

  /** "one network", "3 networks". */
  static String count(long number, String what) {
    return (number == 1 ? "one" : count(number)) + " " + what + (number == 1 ? "" : "s");
  }

  /** "24.3 M", for numbers of which three digits say enough. */
  static String large(double number) {
    String[] units = {"", " k", " M", " G", " T", " P"};
    double scaled = number;
    int unit = 0;
    while (Math.abs(scaled) >= KILO && unit < units.length - 1) {
      scaled /= KILO;
      unit++;
    }
    String format = unit == 0 ? "%.0f" : scaled < 10 ? "%.2f" : scaled < 100 ? "%.1f" : "%.0f";
    return figure(format, scaled) + (Double.isFinite(number) ? units[unit] : "");
  }

  static String large(long number) {
    return large((double) number);
  }

  static String large(OptionalLong number) {
    return number.isPresent() ? large(number.getAsLong()) : NONE;
  }

  /** "4.1 MiB". */
  static String bytes(long bytes) {
    return figure("%,.1f MiB", bytes / MEBI);
  }

  /** "4.4 s", "6 m 41 s", "2 h 5 m". */
  static String time(double seconds) {
    if (!Double.isFinite(seconds)) {
      return NONE;
    }
    long whole = Math.round(seconds);
    if (seconds < MINUTE) {
      return figure("%.1f s", seconds);
    }
    return seconds < HOUR
        ? String.format(Locale.ROOT, "%d m %d s", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d h %d m", whole / 3600, whole % 3600 / 60);
  }

  /** "a", "a and b", "a, b and c". */
  static String list(List<String> words) {
    return words.size() < 2
        ? String.join("", words)
        : String.join(", ", words.subList(0, words.size() - 1))
            + " and "
            + words.get(words.size() - 1);
  }

  private static String figure(String format, double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : NONE;
  }
}
