package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * All axes of a sample as one, row-major: with {@code [H, W, C]} input, channel c owns features c,
 * c + C, c + 2C, ... A view: it moves no data.
 */
public record Flatten() implements Op {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(Checks.one(this, inputs).elements());
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    Shape input = Checks.one(this, inputs);
    return new ChannelFlow.Spreads(input.elements() / input.extent(input.rank() - 1));
  }

  @Override
  public boolean neverNegative(boolean inputsNeverAre) {
    return inputsNeverAre;
  }
}
