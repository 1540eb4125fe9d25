package graft.files;

import graft.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * What a safetensors file's header says of a tensor.
 *
 * @param name unique in the file: {@code conv1/kernel}
 * @param dtypeName the kind of its elements, which may be one that {@link Dtype} does not know
 * @param shape the extents, none of them negative; empty for a single number
 * @param begin the first byte's position, counted from the end of the header
 * @param end the position behind the last byte
 */
public record StoredTensor(String name, String dtypeName, List<Long> shape, long begin, long end) {
  /** Keeps a copy of the list. */
  public StoredTensor {
    shape = List.copyOf(shape);
  }

  /** The kind of its elements, if it is a known one. */
  public Optional<Dtype> dtype() {
    return Dtype.of(dtypeName);
  }

  /** The size in bytes. */
  public long bytes() {
    return end - begin;
  }

  /** A shape as files have it. */
  public static List<Long> extents(Shape shape) {
    return IntStream.range(0, shape.rank()).mapToObj(axis -> (long) shape.extent(axis)).toList();
  }

  /** How many bytes elements of a shape take; empty if more than 2^63 - 1. */
  static OptionalLong bytes(List<Long> shape, Dtype dtype) {
    if (shape.contains(0L)) {
      return OptionalLong.of(0);
    }
    try {
      return OptionalLong.of(shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact));
    } catch (ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
