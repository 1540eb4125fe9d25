package graft.train;

/** The device has less memory free than what was asked for takes; nothing was allocated for it. */
public final class DeviceMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * A shortage.
   *
   * @param message what needs how much, and what is free
   */
  public DeviceMemoryException(String message) {
    super(message);
  }

  /** The same, with the network's name in front. */
  public DeviceMemoryException ofNetwork(String name) {
    return new DeviceMemoryException(name + ": " + getMessage());
  }
}
