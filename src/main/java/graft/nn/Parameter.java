package graft.nn;

import graft.tensor.Shape;

/**
 * One learned tensor of a network.
 *
 * @param layer the name of the layer it belongs to
 * @param role {@link #KERNEL} or {@link #BIAS}
 * @param shape convolution kernels {@code [K, R, S, C]}, dense kernels {@code [in, out]}, biases
 *     {@code [out]}
 * @param fanIn inputs that reach one output, counting the window; 0 for a bias
 * @param fanOut outputs that one input reaches, counting the window; 0 for a bias
 */
public record Parameter(String layer, String role, Shape shape, int fanIn, int fanOut) {
  /** The role of the multiplied weights. */
  public static final String KERNEL = "kernel";

  /** The role of the added weights. */
  public static final String BIAS = "bias";

  /** The name under which {@link Weights} keep a layer's parameter: {@code conv1/kernel}. */
  public static String name(String layer, String role) {
    return layer + "/" + role;
  }

  /** The name under which {@link Weights} keep it: {@code conv1/kernel}. */
  public String name() {
    return name(layer, role);
  }
}
