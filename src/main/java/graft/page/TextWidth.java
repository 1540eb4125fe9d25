package graft.page;

/**
 * How wide a text is, before it is known which font the reader has. The widths are those of a wide
 * sans-serif (DejaVu Sans, Verdana), so that with another one there is rather too much room.
 */
final class TextWidth {
  private static final String NARROW = "ijl|!.,:;'I ";
  private static final String SLIM = "frt()[]-/\"*1 ";
  private static final String WIDE = "mwMW%@—";

  private TextWidth() {}

  /** Of a text in a font of a size; an upper bound for nearly all texts. */
  static double of(String text, double size) {
    return text.codePoints().mapToDouble(TextWidth::share).sum() * size;
  }

  /** A letter's width by the font's size. */
  private static double share(int letter) {
    if (NARROW.indexOf(letter) >= 0) {
      return 0.34;
    }
    if (SLIM.indexOf(letter) >= 0) {
      return 0.46;
    }
    if (WIDE.indexOf(letter) >= 0) {
      return 0.98;
    }
    boolean full = letter >= 0x2E80; // Chinese, Japanese, Korean, and symbols as wide as those
    return full ? 1.1 : Character.isUpperCase(letter) ? 0.72 : 0.64;
  }

  /** The text, or its beginning and an ellipsis if it is wider than there is room. */
  static String fitted(String text, double size, double room) {
    if (of(text, size) <= room) {
      return text;
    }
    double width = of("…", size);
    int end = 0;
    while (end < text.length()) {
      width += share(text.codePointAt(end)) * size;
      if (width > room) {
        break;
      }
      end = text.offsetByCodePoints(end, 1);
    }
    return text.substring(0, end).stripTrailing() + "…";
  }
}
