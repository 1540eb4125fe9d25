package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Names for the network's nodes. Exporters make up names of the graph's nodes, and keep those of
 * the weights: PyTorch's {@code layer1.0.conv1.weight}, Graft's {@code conv1/kernel}.
 */
final class Names {
  private static final List<String> ENDINGS =
      List.of(".weight", "/kernel", "/gamma", ".running_mean", "/ReadVariableOp:0", "_weight");

  private Names() {}

  /** By the node alone; blank where it has no name but its operator's. */
  static String of(NodeProto node) {
    List<String> scopes =
        Arrays.stream(node.getName().split("/", -1)).filter(s -> !s.isBlank()).toList();
    int last = scopes.size() - 1;
    boolean ends = last >= 0 && isOperator(scopes.get(last), node.getOpType());
    String name = "";
    for (String scope : ends ? scopes.subList(0, last) : scopes) {
      // PyTorch names a module in another by its whole path: layer1/layer1.0.
      name = name.isEmpty() || scope.startsWith(name + ".") ? scope : name + "/" + scope;
    }
    return cleaned(name);
  }

  private static boolean isOperator(String scope, String operator) {
    String plain = scope.replaceFirst("_[0-9]+$", "");
    return plain.toLowerCase(Locale.ROOT).equals(operator.toLowerCase(Locale.ROOT));
  }

  /** By the tensor that it multiplies with. */
  static String of(NodeProto node, String weight) {
    for (String ending : ENDINGS) {
      if (weight.endsWith(ending) && weight.length() > ending.length()) {
        return cleaned(weight.substring(0, weight.length() - ending.length()));
      }
    }
    return of(node);
  }

  private static String cleaned(String name) {
    return name.replaceAll("[^A-Za-z0-9_.\\-/]", "_").replaceAll("^/+|/+$", "");
  }
}
