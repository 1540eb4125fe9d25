package graft.device;

/** The functions of libgraft-ranges.so (src/main/native/ranges). */
final class RangeCalls {
  private RangeCalls() {}

  /** Whether a library is a profiler that takes the ranges of NVTX 3; it gets them then. */
  static native boolean useProfiler(String path);

  /** Whether a library is there and has NVTX's push and pop; it is used then. */
  static native boolean useLibrary(String path);

  static native void push(String name);

  static native void pop();
}
