package graft.nn;

import graft.tensor.Shape;

/**
 * max(x, 0), element by element.
 *
 * @param name unique within a network
 */
public record Relu(String name) implements Layer {
  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Relu withName(String newName) {
    return new Relu(newName);
  }
}
