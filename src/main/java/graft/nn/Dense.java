package graft.nn;

import graft.tensor.Shape;
import java.util.List;

/**
 * y = x W + b: input {@code [in]}, kernel {@code [in, out]}, bias and output {@code [out]}.
 *
 * @param name unique within a network
 * @param units out, the number of outputs
 */
public record Dense(String name, int units) implements Layer {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Dense {
    Checks.positive(name, "units", units);
  }

  @Override
  public Shape outputShape(Shape input) {
    Checks.rank(this, input, 1, "[in]; put a Flatten layer before it");
    return Shape.of(units);
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Checks.rank(this, input, 1, "[in]; put a Flatten layer before it");
    int in = input.extent(0);
    return List.of(
        new Parameter(name, Parameter.KERNEL, Shape.of(in, units), in, units),
        new Parameter(name, Parameter.BIAS, Shape.of(units), 0, 0));
  }

  @Override
  public Dense withName(String newName) {
    return new Dense(newName, units);
  }
}
