package graft.files;

import java.io.IOException;

/**
 * A file is not what it was taken for, or is damaged. The message names the file, what was found
 * there and what was expected, and is meant for the user as it is.
 */
public class FileFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  FileFormatException(String message) {
    super(message);
  }

  static FileFormatException of(Object file, String found, String expected) {
    return new FileFormatException(file + ": found " + found + "; expected " + expected);
  }
}
