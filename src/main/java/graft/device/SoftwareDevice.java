package graft.device;

/**
 * The counters, the threads and the trace of our libcuda.so.1, which implements these methods
 * (runtime/).
 */
final class SoftwareDevice {
  private SoftwareDevice() {}

  static native String[] callNames();

  /** In the order of the names, which may meanwhile have grown. */
  static native long[] callCounts();

  /** Host to device, device to host, device to device. */
  static native long[] bytesCopied();

  static native void resetCounters();

  /** How many threads compute: as many as GRAFT_THREADS says, or cores that the process may use. */
  static native int threads();

  /**
   * What the container of this process leaves it.
   *
   * @param root before all paths that are read: "", but in tests
   * @return cores, and bytes of memory; 0 where there is no limit
   */
  static native long[] containerLimits(String root);

  /** Forgets an earlier recording and begins one of at most so many events. */
  static native void startTrace(long limit);

  /** Ends the recording and writes it; 0 or an errno. */
  static native int stopTrace(String path);

  /** Events kept, events left out. */
  static native long[] traceCounts();
}
