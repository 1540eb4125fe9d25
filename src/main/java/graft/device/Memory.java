package graft.device;

import graft.platform.Bytes;
import jcuda.driver.JCudaDriver;

/** One allocation on the device; its content is undefined at first. */
public final class Memory implements AutoCloseable {
  private static final long ALIGNMENT = 256;

  private final String purpose;
  private final long bytes;
  private final Address address = new Address();
  private final Context context;
  private final Ownership.Lifetime life;
  private final DevicePointer start;

  Memory(Context context, Ownership ownership, long bytes, String purpose, boolean software) {
    if (bytes <= 0) {
      throw new IllegalArgumentException(
          "memory for " + purpose + " needs at least 1 byte, found " + bytes);
    }
    context.enter();
    try {
      int status = JCudaDriver.cuMemAlloc(address, bytes);
      if (status != 0) {
        context.check(Api.DRIVER, "cuMemAlloc", status, shortage(bytes, purpose, software));
      }
      this.context = context;
      this.purpose = purpose;
      this.bytes = bytes;
      this.start = new DevicePointer(this, address, 0);
      this.life = ownership.begin(toString(), this::release);
    } finally {
      context.leave();
    }
  }

  /**
   * A size rounded up so that what follows it in one memory is aligned as an allocation of its own
   * would be: 256 bytes, which CUDA promises and cuDNN and cuBLAS choose their fast kernels by.
   */
  public static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static String shortage(long bytes, String purpose, boolean software) {
    long[] free = new long[1];
    long[] total = new long[1];
    boolean known = JCudaDriver.cuMemGetInfo(free, total) == 0;
    return purpose
        + ": "
        + Bytes.text(bytes)
        + " asked"
        + (known ? ", " + Bytes.text(free[0]) + " free of " + Bytes.text(total[0]) : "")
        + (software ? " (GRAFT_SOFTWARE_MEMORY sets the software device's size)" : "");
  }

  private void release() {
    context.enter();
    try {
      // The documentation does not promise that freeing waits for the work that uses the memory.
      context.quietly("cuStreamSynchronize", JCudaDriver.cuStreamSynchronize(context.stream()));
      context.quietly("cuMemFree of " + this, JCudaDriver.cuMemFree(address));
    } finally {
      context.leave();
    }
  }

  /** The size. */
  public long bytes() {
    return bytes;
  }

  /** What it is for; messages name it. */
  public String purpose() {
    return purpose;
  }

  /**
   * Its first byte.
   *
   * @throws IllegalStateException after close
   */
  public DevicePointer pointer() {
    requireOpen();
    return start;
  }

  /**
   * A place in it; the end itself is one.
   *
   * @throws IndexOutOfBoundsException if the offset is negative or past the end
   * @throws IllegalStateException after close
   */
  public DevicePointer at(long byteOffset) {
    requireOpen();
    if (byteOffset < 0 || byteOffset > bytes) {
      throw new IndexOutOfBoundsException("offset " + byteOffset + " is outside " + this);
    }
    return byteOffset == 0
        ? start
        : new DevicePointer(this, new Address(address, byteOffset), byteOffset);
  }

  void requireOpen() {
    life.check();
  }

  /** For work that is submitted, or captured, now. */
  void use() {
    life.check();
    context.uses(life);
  }

  /**
   * Waits for submitted work and frees the memory; once.
   *
   * @throws IllegalStateException while a graph is captured
   */
  @Override
  public void close() {
    if (context.isCapturing()) {
      throw new IllegalStateException(this + " cannot be freed while a graph is captured");
    }
    life.close();
  }

  @Override
  public String toString() {
    return "memory '" + purpose + "' of " + Bytes.text(bytes);
  }
}
