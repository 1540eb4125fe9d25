package graft.files;

import java.io.IOException;

/**
 * A file is not what it was taken for, or is damaged. The message names the file, what was found
 * there and what was expected, and is meant for the user as it is.
 */
public class FileFormatException extends IOException {
  private static final long serialVersionUID = 1L;
  private static final int LONGEST = 400;

  FileFormatException(String message) {
    super(message);
  }

  /** With names from the file in it, it stays one sentence on one line. */
  /** Of a file, or of a place in one. */
  public static FileFormatException of(Object file, String found, String expected) {
    return new FileFormatException(
        file + ": found " + line(found) + "; expected " + line(expected));
  }

  private static String line(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line;
  }
}
