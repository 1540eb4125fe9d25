package graft.model;

import graft.tensor.Shape;
import java.util.List;
import java.util.Map;

/** max(x, 0), element by element. */
public record Relu() implements Op {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.one(this, inputs);
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Keeps();
  }

  @Override
  public Identity identity(Shape input, boolean neverNegative) {
    return neverNegative
        ? new Identity.Values(Map.of())
        : new Identity.Refused(
            "an input that can be negative",
            "a Relu in front, since only non-negative values pass a ReLU unchanged");
  }

  @Override
  public boolean neverNegative(boolean inputsNeverAre) {
    return true;
  }
}
