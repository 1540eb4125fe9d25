package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * The channels of two inputs or more, one input's after the other's: {@code [H, W, C1]}, {@code [H,
 * W, C2]}, ... become {@code [H, W, C1 + C2 + ...]}; features {@code [n]} likewise.
 */
public record Concat() implements Op {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    Checks.several(this, inputs);
    Shape first = inputs.get(0);
    int channels = 0;
    for (Shape input : inputs) {
      if (!input.withLast(1).equals(first.withLast(1))) {
        throw new IllegalArgumentException(
            "a Concat got inputs of shapes "
                + inputs
                + ", expected all alike but for the channels");
      }
      channels = Math.addExact(channels, input.last());
    }
    return first.withLast(channels);
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Stacks();
  }

  @Override
  public boolean neverNegative(boolean inputsNeverAre) {
    return inputsNeverAre;
  }
}
