package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * The sum of two inputs or more of one shape, element by element, added from the first to the last:
 * the joint of a residual block (He, Zhang, Ren, Sun, arXiv 1512.03385, equation 1).
 */
public record Add() implements Op {
  @Override
  public Shape outputShape(List<Shape> inputs) {
    Checks.several(this, inputs);
    for (Shape input : inputs) {
      if (!input.equals(inputs.get(0))) {
        throw new IllegalArgumentException(
            "an Add got inputs of shapes " + inputs + ", expected all alike");
      }
    }
    return inputs.get(0);
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Joins();
  }

  @Override
  public boolean neverNegative(boolean inputsNeverAre) {
    return inputsNeverAre;
  }
}
