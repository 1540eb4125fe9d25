package graft.device;

import graft.tensor.Shape;

/**
 * A typed view of device memory: float32 elements of a shape, row-major and packed. It owns
 * nothing; whoever allocated the memory closes it.
 *
 * @param pointer the first element
 * @param shape the extents, outermost first
 */
public record Tensor(DevicePointer pointer, Shape shape) {
  /** The size in bytes. */
  public long bytes() {
    return shape.bytes();
  }

  /**
   * The same elements under another shape.
   *
   * @throws IllegalArgumentException if the number of elements differs
   */
  public Tensor reshape(Shape newShape) {
    if (newShape.elements() != shape.elements()) {
      throw new IllegalArgumentException(
          "cannot view "
              + shape
              + " as "
              + newShape
              + ": "
              + shape.elements()
              + " elements, expected "
              + newShape.elements());
    }
    return new Tensor(pointer, newShape);
  }
}
