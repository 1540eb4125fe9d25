package graft.device.software;

import graft.device.SharedDevice;

/** Loads the software device's libraries and JCuda's, for tests that call JCuda themselves. */
final class SoftwareDriver {
  private SoftwareDriver() {}

  /**
   * Makes the software device's context the calling thread's. JCuda's calls return their statuses.
   */
  static void start() {
    SharedDevice.get().stream().synchronize();
  }
}
