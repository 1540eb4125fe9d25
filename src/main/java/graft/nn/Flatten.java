package graft.nn;

import graft.tensor.Shape;

/**
 * All axes of a sample as one, row-major: with {@code [H, W, C]} input, channel c owns features c,
 * c + C, c + 2C, ... A view: it moves no data.
 *
 * @param name unique within a network
 */
public record Flatten(String name) implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(input.elements());
  }

  @Override
  public Flatten withName(String newName) {
    return new Flatten(newName);
  }
}
