package graft.model;

import graft.tensor.Shape;
import java.util.List;

/** The mean of each channel over all pixels: input {@code [H, W, C]}, output {@code [C]}. */
public record GlobalAveragePool() implements Op {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Checks.image(this, inputs).last());
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
