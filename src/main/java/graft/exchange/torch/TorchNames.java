package graft.exchange.torch;

import graft.model.NetworkSpec;
import graft.model.Node;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What PyTorch's modules are called: paths of names with points between, each a Python identifier
 * or a number.
 */
final class TorchNames {
  private static final Set<String> KEYWORDS =
      Set.of(
          "False",
          "None",
          "True",
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield");

  private TorchNames() {}

  /**
   * A module for each node that has parameters.
   *
   * @throws IllegalArgumentException if two nodes would be of one name
   */
  static Map<String, String> of(NetworkSpec spec) {
    Map<String, String> names = new LinkedHashMap<>();
    Map<String, String> nodes = new HashMap<>();
    for (Node node : spec.nodes()) {
      if (!spec.parametersOf(node).isEmpty()) {
        String name = of(node.name());
        String other = nodes.putIfAbsent(name, node.name());
        if (other != null) {
          throw new IllegalArgumentException(
              "nodes %s and %s would both be PyTorch's %s; expected names that differ in letters, digits or points"
                  .formatted(other, node.name(), name));
        }
        names.put(node.name(), name);
      }
    }
    return names;
  }

  /** A node's name as a path of modules. */
  static String of(String node) {
    StringBuilder path = new StringBuilder();
    for (String part : node.replace('/', '.').split("\\.", -1)) {
      String plain = part.replaceAll("[^A-Za-z0-9_]", "_");
      boolean number = plain.matches("[0-9]+");
      boolean legal = number || (plain.matches("[A-Za-z_].*") && !KEYWORDS.contains(plain));
      path.append(path.isEmpty() ? "" : ".").append(legal ? plain : "_" + plain);
    }
    return path.toString();
  }
}
