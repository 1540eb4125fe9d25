package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * The largest value of each window, without padding: input {@code [H, W, C]}, output {@code [P, Q,
 * C]}.
 *
 * @param window rows and columns of the window
 * @param stride in rows and columns
 */
public record MaxPool2d(int window, int stride) implements Op {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public MaxPool2d {
    Checks.positive("MaxPool2d", "window", window);
    Checks.positive("MaxPool2d", "stride", stride);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.image(this, inputs);
    if (input.extent(0) < window || input.extent(1) < window) {
      throw new IllegalArgumentException("a window of " + window + " does not fit into " + input);
    }
    return Shape.of(
        (input.extent(0) - window) / stride + 1,
        (input.extent(1) - window) / stride + 1,
        input.extent(2));
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Keeps();
  }

  @Override
  public boolean neverNegative(boolean inputsNeverAre) {
    return inputsNeverAre;
  }
}
