package graft.platform;

import java.util.Locale;

/** Sizes for messages. */
public final class Bytes {
  private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};

  private Bytes() {}

  /** Such as "1.5 MiB"; exact below 10 KiB. */
  public static String text(long bytes) {
    double value = bytes;
    int unit = 0;
    while (unit < UNITS.length - 1 && value >= 10240) {
      value /= 1024;
      unit++;
    }
    if (unit == 0) {
      return bytes + " bytes";
    }
    if (value >= 1024) {
      value /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
  }
}
