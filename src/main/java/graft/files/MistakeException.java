package graft.files;

import graft.fetch.OneLine;

/**
 * A text says something that it cannot. The message is one sentence for whoever wrote it: the file,
 * the line and the key, what was found there and what is possible.
 */
public final class MistakeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MistakeException(String message) {
    super(OneLine.of(message));
  }

  MistakeException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
