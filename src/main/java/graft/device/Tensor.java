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
}
