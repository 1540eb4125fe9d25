package graft.device;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import jcuda.Pointer;

/**
 * alpha and beta for cuBLAS and cuDNN, which copy them during the call. Direct buffers made once: a
 * pointer to a Java array would hold the garbage collector back while the call lasts.
 */
final class Scalars {
  private final FloatBuffer numbers =
      ByteBuffer.allocateDirect(3 * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
  private final Pointer start = Pointer.to(numbers);
  private final Pointer second = start.withByteOffset(Float.BYTES);
  private final Pointer third = start.withByteOffset(2L * Float.BYTES);

  Scalars() {
    numbers.put(0, 0f).put(1, 1f);
  }

  Pointer zero() {
    return start;
  }

  Pointer one() {
    return second;
  }

  /** beta of a call that adds to what its output holds, or overwrites it. */
  Pointer prior(boolean accumulate) {
    return accumulate ? one() : zero();
  }

  /** Any number; valid until the next call. */
  Pointer of(float number) {
    numbers.put(2, number);
    return third;
  }
}
