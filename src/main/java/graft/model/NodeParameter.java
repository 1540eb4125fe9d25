package graft.model;

import graft.tensor.Shape;

/**
 * A parameter of a network: an op's, under the name of its node.
 *
 * @param node the node's name
 * @param parameter what it is
 */
public record NodeParameter(String node, Parameter parameter) {
  /** The name under which {@link Weights} keep a node's parameter: {@code conv1/kernel}. */
  public static String name(String node, String role) {
    return node + "/" + role;
  }

  /** The name under which {@link Weights} keep it: {@code conv1/kernel}. */
  public String name() {
    return name(node, parameter.role());
  }

  /** What it does in its op. */
  public String role() {
    return parameter.role();
  }

  /** The shape. */
  public Shape shape() {
    return parameter.shape();
  }
}
