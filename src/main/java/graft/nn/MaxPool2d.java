package graft.nn;

import graft.tensor.Shape;

/**
 * The largest value of each window, without padding: input {@code [H, W, C]}, output {@code [P, Q,
 * C]}.
 *
 * @param name unique within a network
 * @param window rows and columns of the window
 * @param stride in rows and columns
 */
public record MaxPool2d(String name, int window, int stride) implements Layer {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public MaxPool2d {
    Checks.positive(name, "window", window);
    Checks.positive(name, "stride", stride);
  }

  @Override
  public Shape outputShape(Shape input) {
    Checks.rank(this, input, 3, "[H, W, C]");
    if (input.extent(0) < window || input.extent(1) < window) {
      throw new IllegalArgumentException(
          "layer " + name + ": a window of " + window + " does not fit into " + input);
    }
    return Shape.of(
        (input.extent(0) - window) / stride + 1,
        (input.extent(1) - window) / stride + 1,
        input.extent(2));
  }

  @Override
  public MaxPool2d withName(String newName) {
    return new MaxPool2d(newName, window, stride);
  }
}
