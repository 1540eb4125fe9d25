package graft.platform;

/** The device that was asked for cannot be used. The message is for the user, as it is. */
public class DeviceUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** With a message for the user. */
  public DeviceUnavailableException(String message) {
    super(message);
  }

  /** With a message for the user, and what led to it. */
  public DeviceUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
