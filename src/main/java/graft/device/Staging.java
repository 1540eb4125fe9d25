package graft.device;

import graft.platform.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jcuda.Pointer;
import jcuda.driver.JCudaDriver;

/**
 * Pinned host memory between Java arrays and the device. The driver copies it directly, and no Java
 * array is pinned (which would hold the garbage collector back) while a copy waits for the stream.
 */
final class Staging {
  /** Divisible by every element size. */
  static final int BYTES = 4 << 20;

  private final Context context;
  private final Pointer pointer = new Pointer();
  private final ByteBuffer buffer;

  Staging(Context context) {
    this.context = context;
    int status = JCudaDriver.cuMemAllocHost(pointer, BYTES);
    context.check(Api.DRIVER, "cuMemAllocHost", status, Bytes.text(BYTES) + " of pinned memory");
    this.buffer = pointer.getByteBuffer(0, BYTES).order(ByteOrder.nativeOrder());
  }

  ByteBuffer buffer() {
    return buffer;
  }

  /** Copies the first bytes of the buffer to the device and waits. */
  void send(Address target, long bytes) {
    int status = JCudaDriver.cuMemcpyHtoDAsync(target, pointer, bytes, context.stream());
    context.check(Api.DRIVER, "cuMemcpyHtoDAsync", status, Bytes.text(bytes));
    context.synchronize("an upload of " + Bytes.text(bytes));
  }

  /** Copies from the device to the first bytes of the buffer and waits. */
  void receive(Address source, long bytes) {
    int status = JCudaDriver.cuMemcpyDtoHAsync(pointer, source, bytes, context.stream());
    context.check(Api.DRIVER, "cuMemcpyDtoHAsync", status, Bytes.text(bytes));
    context.synchronize("a download of " + Bytes.text(bytes));
  }

  void close() {
    context.quietly("cuMemFreeHost", JCudaDriver.cuMemFreeHost(pointer));
  }
}
