package graft.model;

import graft.tensor.Shape;

/**
 * One tensor that belongs to an op.
 *
 * @param role what it does there, unique within the op: {@link #KERNEL}, {@link #BIAS}
 * @param shape convolution kernels {@code [K, R, S, C]}, dense kernels {@code [in, out]}, biases
 *     {@code [out]}
 * @param axes which of the shape's axes counts what
 * @param init how it is drawn before training
 * @param trained whether it has a gradient; running statistics and what is frozen have none
 */
public record Parameter(String role, Shape shape, Axes axes, Init init, boolean trained) {
  /** The role of the multiplied weights. */
  public static final String KERNEL = "kernel";

  /** The role of the added weights. */
  public static final String BIAS = "bias";

  /** A trained kernel with Glorot uniform weights. */
  static Parameter kernel(Shape shape, Axes axes) {
    return new Parameter(KERNEL, shape, axes, Init.GLOROT, true);
  }

  /** A trained bias of zeros. */
  static Parameter bias(int units) {
    return new Parameter(BIAS, Shape.of(units), Axes.ofUnits(), Init.ZERO, true);
  }

  /** The same, which training leaves as it is. */
  Parameter untrained() {
    return new Parameter(role, shape, axes, init, false);
  }

  /** Inputs that reach one unit, counting the window. */
  public int fanIn() {
    return shape.elements() / shape.extent(axes.units());
  }

  /**
   * Units that one input reaches, counting the window.
   *
   * @throws IllegalStateException if the parameter reads no inputs
   */
  public int fanOut() {
    int inputs =
        axes.inputs()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "a %s %s has an entry a unit and reads no inputs; expected a kernel"
                            .formatted(role, shape)));
    return shape.elements() / shape.extent(inputs);
  }
}
