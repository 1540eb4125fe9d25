package graft.device;

/** The counters of our libcuda.so.1, which implements these methods (runtime/counters). */
final class SoftwareDevice {
  private SoftwareDevice() {}

  static native String[] callNames();

  /** In the order of the names, which may meanwhile have grown. */
  static native long[] callCounts();

  /** Host to device, device to host, device to device. */
  static native long[] bytesCopied();

  static native void resetCounters();
}
