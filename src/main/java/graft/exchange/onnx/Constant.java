package graft.exchange.onnx;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;

/**
 * A tensor of numbers that the file holds, or that follows from such ones.
 *
 * @param extents none for a single number
 * @param numbers row-major
 * @param integer whether they are whole numbers by type
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares two by their arrays
record Constant(List<Integer> extents, double[] numbers, boolean integer) implements Value {
  /** Keeps a copy of the list. */
  Constant {
    extents = List.copyOf(extents);
  }

  /** The extents without those of 1 in front, which count for nothing when it is broadcast. */
  List<Integer> broadcastExtents() {
    int first = 0;
    while (first < extents.size() && extents.get(first) == 1) {
      first++;
    }
    return extents.subList(first, extents.size());
  }

  /** As whole numbers. */
  List<Long> longs() {
    return Arrays.stream(numbers).mapToObj(n -> (long) n).toList();
  }

  /** As float32. */
  HostTensor tensor() {
    int[] shape = extents.isEmpty() ? new int[] {1} : extents.stream().mapToInt(i -> i).toArray();
    return HostTensor.rounded(Shape.of(shape), numbers);
  }

  /** The same numbers in another shape of as many. */
  Constant reshaped(List<Integer> others) {
    return new Constant(others, numbers, integer);
  }

  @Override
  public String text() {
    return "a constant of shape " + extents;
  }
}
