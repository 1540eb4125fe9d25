package graft.train;

import graft.tensor.Shape;
import java.util.List;
import java.util.stream.IntStream;

/** Shapes as files say them. */
final class Extents {
  private Extents() {}

  static List<Long> of(Shape shape) {
    return IntStream.range(0, shape.rank()).mapToObj(axis -> (long) shape.extent(axis)).toList();
  }
}
