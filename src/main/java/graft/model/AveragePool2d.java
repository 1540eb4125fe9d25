package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * The mean of each window over what it sees of the input, the padding left out: input {@code [H, W,
 * C]}, output {@code [P, Q, C]}.
 *
 * @param window rows and columns of the window
 * @param stride in rows and columns
 * @param padding what happens at the border
 */
public record AveragePool2d(int window, int stride, Padding padding) implements Op {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public AveragePool2d {
    Checks.positive("AveragePool2d", "window", window);
    Checks.positive("AveragePool2d", "stride", stride);
  }

  /** Without padding. */
  public AveragePool2d(int window, int stride) {
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
