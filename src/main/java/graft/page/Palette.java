package graft.page;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The colours of the page's style: what a PNG is drawn in is what a light page shows. */
final class Palette {
  /** How many slots there are; further ones begin again. */
  static final int SLOTS = 8;

  private static final Pattern COLOUR = Pattern.compile("--([a-z0-9-]+): #([0-9a-f]{6});");

  private final Map<String, Integer> colours = new HashMap<>();

  private Palette(String rules) {
    Matcher colour = COLOUR.matcher(rules);
    while (colour.find()) {
      colours.put(colour.group(1), Integer.parseInt(colour.group(2), 16));
    }
  }

  /** The colours on white. */
  static Palette light() {
    return new Palette(block(0));
  }

  /** The colours on nearly black. */
  static Palette dark() {
    return new Palette(block(1));
  }

  /** One of the style's two blocks of colours. */
  private static String block(int index) {
    return Resource.text("page.css").split(":root \\{", -1)[index + 1].split("\\}", 2)[0];
  }

  /**
   * A colour.
   *
   * @param name as the style has it, as {@code ink}
   * @return red, green and blue, a byte each
   */
  int colour(String name) {
    Integer colour = colours.get(name);
    if (colour == null) {
      throw new IllegalArgumentException("the style has no colour '" + name + "'");
    }
    return colour;
  }

  /** A slot's colour. */
  int slot(int slot) {
    return colour("slot-" + slot % SLOTS);
  }
}
