package graft.device;

/** One device for all tests of a JVM: opening one takes longer than most tests. */
public final class SharedDevice {
  private static final Device DEVICE = TestDevice.open();

  private SharedDevice() {}

  /** The device of {@link TestDevice}; do not close it. */
  public static Device get() {
    return DEVICE;
  }
}
