package graft.tensor;

import java.util.Arrays;
import java.util.Locale;

/**
 * A float32 tensor in the memory of the host, row-major. A value: the data is copied on the way in
 * and out, so that a teacher's weights cannot change under a student.
 */
public final class HostTensor {
  private final Shape shape;
  private final float[] data;

  private HostTensor(Shape shape, float[] data) {
    this.shape = shape;
    this.data = data;
  }

  /**
   * A tensor of a copy of the given numbers.
   *
   * @throws IllegalArgumentException if their count is not the shape's
   */
  public static HostTensor of(Shape shape, float[] data) {
    requireCount(shape, data.length);
    return new HostTensor(shape, data.clone());
  }

  private static void requireCount(Shape shape, int found) {
    if (found != shape.elements()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "shape %s has %d elements, found %d numbers",
              shape,
              shape.elements(),
              found));
    }
  }

  /**
   * A tensor of numbers in float64, each rounded to float32.
   *
   * @throws IllegalArgumentException if their count is not the shape's
   */
  public static HostTensor rounded(Shape shape, double[] numbers) {
    requireCount(shape, numbers.length);
    float[] data = new float[numbers.length];
    for (int i = 0; i < data.length; i++) {
      data[i] = (float) numbers[i];
    }
    return new HostTensor(shape, data);
  }

  /** A tensor whose elements are all the same. */
  public static HostTensor filled(Shape shape, float value) {
    float[] data = new float[shape.elements()];
    Arrays.fill(data, value);
    return new HostTensor(shape, data);
  }

  /** The extents. */
  public Shape shape() {
    return shape;
  }

  /** A copy of the elements, row-major. */
  public float[] toArray() {
    return data.clone();
  }

  /** The element at a row-major position. */
  public float get(int position) {
    return data[position];
  }

  /**
   * Bitwise equality of the elements, and equality of the shapes: NaN equals itself, 0.0 is not
   * -0.0.
   */
  @Override
  public boolean equals(Object other) {
    return other instanceof HostTensor tensor
        && shape.equals(tensor.shape)
        && Arrays.equals(data, tensor.data);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "HostTensor" + shape;
  }
}
