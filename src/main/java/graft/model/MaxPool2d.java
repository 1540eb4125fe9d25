package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * The largest value of each window; what is outside of the input is never the largest: input {@code
 * [H, W, C]}, output {@code [P, Q, C]}.
 *
 * @param window rows and columns of the window
 * @param stride in rows and columns
 * @param padding what happens at the border
 */
public record MaxPool2d(int window, int stride, Padding padding) implements Op {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public MaxPool2d {
    Checks.positive("MaxPool2d", "window", window);
    Checks.positive("MaxPool2d", "stride", stride);
  }

  /** Without padding. */
  public MaxPool2d(int window, int stride) {
    this(window, stride, Padding.VALID);
  }

  /** The windows. */
  public Windows windows() {
    return new Windows(window, window, stride, padding);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.pooled(this, windows(), inputs);
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
