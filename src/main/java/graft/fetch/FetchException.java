package graft.fetch;

import java.io.IOException;

/**
 * A file could not be fetched, or is not the one that was expected. The message names the address
 * or the file and what was found, and is meant for the user as it is.
 */
public class FetchException extends IOException {
  private static final long serialVersionUID = 1L;

  FetchException(String message) {
    super(message);
  }

  FetchException(String message, Throwable cause) {
    super(message, cause);
  }
}
