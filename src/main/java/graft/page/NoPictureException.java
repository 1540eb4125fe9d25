package graft.page;

/** That this machine cannot draw a picture; its message says what is missing, and what to do. */
public final class NoPictureException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NoPictureException(String message, Throwable cause) {
    super(message, cause);
  }
}
