package graft.files;

import graft.fetch.OneLine;
import java.io.IOException;

/**
 * A file is not what it was taken for, or is damaged. The message names the file, what was found
 * there and what was expected, on one line, and is meant for the user as it is.
 */
public class FileFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  FileFormatException(String message) {
    super(OneLine.of(message));
  }

  /** Of a file, or of a place in one. */
  public static FileFormatException of(Object file, String found, String expected) {
    return new FileFormatException(
        file + ": found " + shortened(found) + "; expected " + shortened(expected));
  }

  private static String shortened(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
  }
}
