package graft.model;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * y = x W + b: input {@code [in]}, kernel {@code [in, out]}, bias and output {@code [out]}.
 *
 * @param units out, the number of outputs
 */
public record Dense(int units) implements Op {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public Dense {
    Checks.positive("Dense", "units", units);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Checks.features(this, inputs);
    return Shape.of(units);
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int in = Checks.features(this, inputs).extent(0);
    return List.of(Parameter.kernel(Shape.of(in, units), Axes.of(1, 0)), Parameter.bias(units));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return (long) Checks.features(this, inputs).extent(0) * units;
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Makes(units);
  }

  @Override
  public Dense withUnits(int newUnits) {
    return new Dense(newUnits);
  }

  @Override
  public Optional<Op> another() {
    return Optional.of(this);
  }

  /** The identity matrix, and biases of 0. */
  @Override
  public Identity identity(Shape input, boolean neverNegative) {
    if (input.elements() != units) {
      return new Identity.Refused(units + " units", input.elements() + " units");
    }
    float[] kernel = new float[units * units];
    for (int unit = 0; unit < units; unit++) {
      kernel[unit * units + unit] = 1;
    }
    return new Identity.Values(
        Map.of(
            Parameter.KERNEL,
            HostTensor.of(Shape.of(units, units), kernel),
            Parameter.BIAS,
            HostTensor.filled(Shape.of(units), 0)));
  }
}
