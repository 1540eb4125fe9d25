package graft.model;

import graft.tensor.HostTensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The tensors of a network on the host, by {@link NodeParameter#name()}. Immutable. */
public final class Weights {
  private final Map<String, HostTensor> tensors;

  /**
   * The weights of a network.
   *
   * @param spec the network they belong to
   * @param tensors by parameter name
   * @throws IllegalArgumentException if one is missing, of another shape, or of no parameter of the
   *     network
   */
  public Weights(NetworkSpec spec, Map<String, HostTensor> tensors) {
    Map<String, HostTensor> ordered = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      HostTensor tensor = tensors.get(parameter.name());
      if (tensor == null) {
        throw new IllegalArgumentException(
            "no weights for " + parameter.name() + "; found " + tensors.keySet());
      }
      if (!tensor.shape().equals(parameter.shape())) {
        throw new IllegalArgumentException(
            "weights "
                + parameter.name()
                + " have shape "
                + tensor.shape()
                + ", expected "
                + parameter.shape());
      }
      ordered.put(parameter.name(), tensor);
    }
    for (String name : tensors.keySet()) {
      if (!ordered.containsKey(name)) {
        throw new IllegalArgumentException(
            "weights "
                + name
                + " belong to no parameter of the network; it has "
                + ordered.keySet());
      }
    }
    this.tensors = ordered;
  }

  /**
   * A tensor.
   *
   * @param node the node's name
   * @param role {@link Parameter#KERNEL} or {@link Parameter#BIAS}
   * @throws IllegalArgumentException if there is none
   */
  public HostTensor get(String node, String role) {
    return get(NodeParameter.name(node, role));
  }

  /**
   * A tensor by its parameter's name, {@code conv1/kernel}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public HostTensor get(String name) {
    HostTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException("no weights " + name + "; there are " + tensors.keySet());
    }
    return tensor;
  }

  /** The parameters' names, in the network's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /** All tensors by name, in the network's order. */
  public Map<String, HostTensor> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /** Bitwise equality of all tensors. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Weights weights && tensors.equals(weights.tensors);
  }

  @Override
  public int hashCode() {
    return tensors.hashCode();
  }

  @Override
  public String toString() {
    return "Weights" + tensors.keySet();
  }
}
