package graft.device;

import graft.platform.DeviceChoice;

/** One software device for all tests of a JVM: opening one takes longer than most tests. */
public final class SharedDevice {
  private static final Device DEVICE =
      Device.open(DeviceOptions.defaults().withChoice(DeviceChoice.SOFTWARE));

  private SharedDevice() {}

  /** The device; do not close it. */
  public static Device get() {
    return DEVICE;
  }
}
