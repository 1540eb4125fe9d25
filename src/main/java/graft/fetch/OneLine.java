package graft.fetch;

import java.util.regex.Pattern;

/**
 * Text of others in a message. A terminal obeys control characters: what stands in a hostile file
 * could move its cursor, colour it or clear it, and what ends a line would look like a message of
 * its own.
 */
public final class OneLine {
  /** Of Unicode: controls, separators of lines and paragraphs, and what turns the direction. */
  private static final Pattern OBEYED =
      Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\u202A-\\u202E\\u2066-\\u2069]");

  private OneLine() {}

  /** The same with a question mark for each of them. */
  public static String of(String text) {
    return OBEYED.matcher(text).replaceAll("?");
  }
}
