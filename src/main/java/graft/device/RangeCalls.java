package graft.device;

/** The functions of libgraft-ranges.so (src/main/native/ranges). */
final class RangeCalls {
  private RangeCalls() {}

  /** Whether a library is there and has NVTX's push and pop. */
  static native boolean open(String path);

  static native void push(String name);

  static native void pop();
}
