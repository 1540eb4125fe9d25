package graft.device;

/** The functions of libgraft-ranges.so (src/main/native/ranges). */
final class RangeCalls {
  private RangeCalls() {}

  /** Whether NVTX 3 was compiled in; it is used then. */
  static native boolean useHeader();

  /** Whether a library is there and has NVTX's push and pop; it is used then. */
  static native boolean useLibrary(String path);

  static native void push(String name);

  static native void pop();
}
