package graft.net2net;

import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The nodes of a block that is put into a network, named by the rule of {@link Deepen}. */
final class BlockBuilder {
  private static final String SUFFIX = "-deeper";

  private final String name;
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Integer> kinds = new HashMap<>();

  /**
   * An empty block.
   *
   * @param from the name of the node that gives the block its name
   */
  BlockBuilder(NetworkSpec spec, String from) {
    name = freeName(spec, from);
  }

  /** The stem with the first ending that no block of the network has. */
  private static String freeName(NetworkSpec spec, String from) {
    String first = from.replaceFirst("(?<=.)" + SUFFIX + "\\d*(-.*)?$", "") + SUFFIX;
    String free = first;
    for (int number = 2; isTaken(spec, free); number++) {
      free = first + number;
    }
    return free;
  }

  private static boolean isTaken(NetworkSpec spec, String block) {
    return spec.nodes().stream()
        .anyMatch(node -> node.name().equals(block) || node.name().startsWith(block + "-"));
  }

  /**
   * One more node.
   *
   * @param reads nodes of this block, or the node that it is put behind
   * @return the node's name
   */
  String add(Op op, String... reads) {
    return add(op, List.of(reads));
  }

  /** One more node; see {@link #add(Op, String...)}. */
  String add(Op op, List<String> reads) {
    int number = kinds.merge(word(op), 1, Integer::sum);
    String own = name + "-" + word(op) + (number == 1 ? "" : number);
    nodes.add(new Node(nodes.isEmpty() ? name : own, op, reads));
    return nodes.get(nodes.size() - 1).name();
  }

  private static String word(Op op) {
    return switch (op.kind()) {
      case "Conv2d" -> "conv";
      case "BatchNorm" -> "norm";
      case "MaxPool2d", "AveragePool2d" -> "pool";
      default -> op.kind().toLowerCase(Locale.ROOT);
    };
  }

  /** The block in its place. */
  Insertion behind(String after) {
    return new Insertion(after, nodes);
  }
}
