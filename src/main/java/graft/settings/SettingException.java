package graft.settings;

/**
 * An environment variable is not of its form. The message is for the user, as it is, on one line.
 */
public final class SettingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  SettingException(String message) {
    super(message.replaceAll("\\p{Cc}", "?"));
  }
}
