package graft.tensor;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, outermost first: {@code [N, H, W, C]}. A value: immutable, equal by
 * content.
 */
public final class Shape {
  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  /**
   * A shape of the given extents.
   *
   * @throws IllegalArgumentException if there is none, or one is not positive, or the elements pass
   *     2^31 - 1
   */
  public static Shape of(int... extents) {
    if (extents.length == 0) {
      throw new IllegalArgumentException("a shape needs at least one extent");
    }
    long elements = 1;
    for (int extent : extents) {
      if (extent <= 0) {
        throw new IllegalArgumentException(
            "shape "
                + Arrays.toString(extents)
                + " has an extent of "
                + extent
                + ", expected all positive");
      }
      elements *= extent;
      if (elements > Integer.MAX_VALUE) {
        throw new TooManyElementsException(
            "shape " + Arrays.toString(extents) + " has more than 2^31 - 1 elements");
      }
    }
    return new Shape(extents.clone());
  }

  /** The number of extents. */
  public int rank() {
    return extents.length;
  }

  /**
   * The extent of one axis, 0 being the outermost.
   *
   * @throws IndexOutOfBoundsException if there is no such axis
   */
  public int extent(int axis) {
    return extents[axis];
  }

  /** The extent of the last axis: the channels of a sample, or its features. */
  public int last() {
    return extents[extents.length - 1];
  }

  /** This shape with another extent of the last axis. */
  public Shape withLast(int extent) {
    int[] changed = extents.clone();
    changed[changed.length - 1] = extent;
    return of(changed);
  }

  /** The number of elements. */
  public int elements() {
    int elements = 1;
    for (int extent : extents) {
      elements *= extent;
    }
    return elements;
  }

  /** The size of a float32 tensor of this shape, in bytes. */
  public long bytes() {
    return (long) elements() * Float.BYTES;
  }

  /** This shape with one more axis in front: {@code [H, W, C]} becomes {@code [N, H, W, C]}. */
  public Shape prepend(int extent) {
    int[] longer = new int[extents.length + 1];
    longer[0] = extent;
    System.arraycopy(extents, 0, longer, 1, extents.length);
    return of(longer);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(extents, shape.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  @Override
  public String toString() {
    return Arrays.stream(extents)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
