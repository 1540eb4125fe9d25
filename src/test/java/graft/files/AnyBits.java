package graft.files;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Random;

/** Tensors of any bits: signalling NaNs, infinities, denormals; and the bits of tensors. */
final class AnyBits {
  private AnyBits() {}

  static HostTensor tensor(Random random, Shape shape) {
    float[] values = new float[shape.elements()];
    for (int i = 0; i < values.length; i++) {
      int bits = random.nextInt();
      // A quarter each: NaNs and infinities, denormals and zeros; the rest as they fall.
      values[i] =
          Float.intBitsToFloat(
              switch (random.nextInt(4)) {
                case 0 -> bits | 0x7F800000;
                case 1 -> bits & 0x807FFFFF;
                default -> bits;
              });
    }
    return HostTensor.of(shape, values);
  }

  /** Unlike {@link HostTensor#equals}, which takes one NaN for another. */
  static int[] of(HostTensor tensor) {
    float[] values = tensor.toArray();
    int[] bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = Float.floatToRawIntBits(values[i]);
    }
    return bits;
  }
}
