package graft.exchange.keras;

import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The layers' names. TensorFlow takes letters, digits, {@code _ . -} in them, the first no {@code
 * _} and no {@code -}; Keras 3 no slash.
 */
final class LayerNames {
  /** What Keras calls weights of no layer. */
  private static final String TAKEN = "top_level_model_weights";

  /** What jhdf writes whole of a group's name. */
  private static final int LONGEST = 254;

  private final Set<String> used = new HashSet<>(Set.of(TAKEN));
  private final Map<String, String> nodes = new HashMap<>();

  LayerNames(NetworkSpec spec) {
    for (Node node : spec.nodes()) {
      nodes.put(node.name(), free(node.name()));
    }
  }

  /** That of a node. */
  String of(Node node) {
    return of(node.name());
  }

  /** That of a node by its name. */
  String of(String node) {
    String name = nodes.get(node);
    if (name == null) {
      throw new IllegalArgumentException("no node is named '" + node + "'");
    }
    return name;
  }

  /**
   * One that no other layer has.
   *
   * @throws IllegalArgumentException if it would be too long
   */
  String free(String wanted) {
    String name = wanted.replaceAll("[^A-Za-z0-9_.\\-]", "_");
    if (!Character.isLetterOrDigit(name.charAt(0))) {
      name = "node" + name;
    }
    String free = name;
    for (int i = 2; !used.add(free); i++) {
      free = name + "_" + i;
    }
    if (free.length() > LONGEST) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a layer would be called %s (%d characters), expected at most %d",
              free,
              free.length(),
              LONGEST));
    }
    return free;
  }
}
