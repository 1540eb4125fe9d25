package graft.device.software;

import graft.device.Device;
import graft.device.DeviceChoice;
import graft.device.DeviceOptions;

/** Loads the software device's libraries and JCuda's, for tests that call JCuda themselves. */
final class SoftwareDriver {
  // Never closed: other tests of this JVM may go on after the class that asked first.
  private static final Device DEVICE =
      Device.open(DeviceOptions.defaults().withChoice(DeviceChoice.SOFTWARE));

  private SoftwareDriver() {}

  /**
   * Makes the software device's context the calling thread's. JCuda's calls return their statuses.
   */
  static void start() {
    DEVICE.stream().synchronize();
  }
}
