package graft.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** All 65,536 of each kind, by what the bits mean. */
class FloatBitsTest {
  @Test
  void halves() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float found = FloatBits.ofHalf((short) bits);
      int exponent = bits >> 10 & 31;
      int fraction = bits & 1023;
      double sign = bits < 1 << 15 ? 1 : -1;
      if (exponent == 31 && fraction > 0) {
        // A NaN: the sign, all ones, and the payload from the top on.
        int expected = (bits >> 15) << 31 | 0x7F800000 | fraction << 13;
        assertThat(Float.floatToRawIntBits(found)).isEqualTo(expected);
        continue;
      }
      double magnitude =
          exponent == 31
              ? Double.POSITIVE_INFINITY
              : exponent == 0
                  ? fraction * Math.pow(2, -24)
                  : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
      if (Double.compare(found, sign * magnitude) != 0) {
        assertThat((double) found).as("bits %04x", bits).isEqualTo(sign * magnitude);
      }
    }
  }

  @Test
  void brains() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float found = FloatBits.ofBrain((short) bits);
      assertThat(Float.floatToRawIntBits(found) >>> 16).isEqualTo(bits);
      assertThat(Float.floatToRawIntBits(found) & 0xFFFF).isZero();
    }
    assertThat(FloatBits.ofBrain((short) 0x3FC0)).isEqualTo(1.5f);
  }
}
