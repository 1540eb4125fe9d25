package graft.nn;

import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import java.util.HashSet;
import java.util.Set;

/**
 * Which values need a gradient: those that something trained went into, and the input where its
 * gradient is asked for.
 */
final class GradientNeeds {
  private final Set<String> needed = new HashSet<>();

  private GradientNeeds() {}

  /** Of a training pass. */
  static GradientNeeds of(NetworkSpec spec, boolean inputGradient) {
    GradientNeeds needs = new GradientNeeds();
    if (inputGradient) {
      needs.needed.add(NetworkSpec.INPUT);
    }
    for (Node node : spec.nodes()) {
      boolean trained =
          spec.parametersOf(node).stream()
              .map(NodeParameter::parameter)
              .anyMatch(parameter -> parameter.trained());
      if (trained || node.inputs().stream().anyMatch(needs.needed::contains)) {
        needs.needed.add(node.name());
      }
    }
    return needs;
  }

  /** Of a pass without gradients. */
  static GradientNeeds none() {
    return new GradientNeeds();
  }

  /** Whether a node's output, or the network's input, needs a gradient. */
  boolean of(String name) {
    return needed.contains(name);
  }
}
