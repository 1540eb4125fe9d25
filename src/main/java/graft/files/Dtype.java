package graft.files;

import java.util.Arrays;
import java.util.Optional;

/**
 * The kind of a stored tensor's elements, called as safetensors calls it; little-endian in the
 * file.
 *
 * <p>Source: the format's description at https://github.com/huggingface/safetensors. It has smaller
 * and complex kinds too, which Graft neither reads nor writes.
 */
public enum Dtype {
  /** IEEE 754 binary64: Java's double. */
  F64(Double.BYTES),
  /** IEEE 754 binary32: Java's float. */
  F32(Float.BYTES),
  /** IEEE 754 binary16. */
  F16(2),
  /** The upper half of a binary32. */
  BF16(2),
  /** A signed integer of 64 bits. */
  I64(Long.BYTES),
  /** A signed integer of 32 bits. */
  I32(Integer.BYTES),
  /** A signed integer of 16 bits. */
  I16(Short.BYTES),
  /** A signed integer of 8 bits. */
  I8(1),
  /** An unsigned integer of 64 bits. */
  U64(Long.BYTES),
  /** An unsigned integer of 32 bits. */
  U32(Integer.BYTES),
  /** An unsigned integer of 16 bits. */
  U16(Short.BYTES),
  /** An unsigned integer of 8 bits. */
  U8(1),
  /** 0 or 1 in a byte. */
  BOOL(1);

  private final int bytes;

  Dtype(int bytes) {
    this.bytes = bytes;
  }

  /** The size of an element. */
  public int bytes() {
    return bytes;
  }

  /** Whether a float32 has all of its values: F32, F16 and BF16. */
  public boolean isFloat() {
    return this == F32 || this == F16 || this == BF16;
  }

  /** The one of a name in a header, if it is known. */
  static Optional<Dtype> of(String name) {
    return Arrays.stream(values()).filter(dtype -> dtype.name().equals(name)).findFirst();
  }
}
