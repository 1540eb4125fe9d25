package graft.files;

/**
 * A text says something that it cannot. The message is one sentence for whoever wrote it: the file,
 * the line and the key, what was found there and what is possible.
 */
public final class MistakeException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  MistakeException(String message) {
    super(onOneLine(message));
  }

  MistakeException(String message, Throwable cause) {
    super(onOneLine(message), cause);
  }

  /** Names and values in it can hold anything. */
  private static String onOneLine(String message) {
    return message.replaceAll("[\\p{Cntrl}\\u2028\\u2029]", "?");
  }
}
