package graft.files;

import java.nio.ByteBuffer;

/**
 * The 16-bit floats as float32, which has all their values: exactly, infinities and NaNs with their
 * payload included.
 */
public final class FloatBits {
  private static final int HALF_FRACTION = 10; // bits, of 16
  private static final int FLOAT_FRACTION = 23; // bits, of 32
  private static final int WIDER = FLOAT_FRACTION - HALF_FRACTION;
  private static final int HALF_SPECIAL = 0x1F; // the exponent of infinities and NaNs
  private static final int REBIASED = 127 - 15;
  private static final float SMALLEST_HALF = 0x1p-24f;

  private FloatBits() {}

  /** IEEE 754-2019, 3.4, binary16: a sign, 5 bits of exponent with bias 15, 10 of fraction. */
  public static float ofHalf(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> HALF_FRACTION) & HALF_SPECIAL;
    int fraction = half & 0x3FF;
    if (exponent == 0) {
      int magnitude = Float.floatToRawIntBits(fraction * SMALLEST_HALF);
      return Float.intBitsToFloat(sign | magnitude);
    }
    int widened = exponent == HALF_SPECIAL ? 0xFF : exponent + REBIASED;
    return Float.intBitsToFloat(sign | widened << FLOAT_FRACTION | fraction << WIDER);
  }

  /** bfloat16 is the upper half of a float32. */
  public static float ofBrain(short brain) {
    return Float.intBitsToFloat(brain << 16);
  }

  /**
   * Takes as many elements of a dtype as there is room for.
   *
   * @param dtype F32, F16 or BF16
   * @param bytes little-endian
   */
  static void take(Dtype dtype, ByteBuffer bytes, float[] into, int from, int count) {
    switch (dtype) {
      case F32 -> bytes.asFloatBuffer().get(into, from, count);
      case F16 -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = ofHalf(bytes.getShort(2 * i));
        }
      }
      case BF16 -> {
        for (int i = 0; i < count; i++) {
          into[from + i] = ofBrain(bytes.getShort(2 * i));
        }
      }
      default -> throw new IllegalArgumentException(dtype + " is no F32, F16 or BF16");
    }
  }
}
