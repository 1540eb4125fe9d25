package graft.net2net;

import graft.model.BatchNorm;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Relu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A convolution (or dense node) with the BatchNorm and the ReLU behind it, each read by the next
 * and by nothing else.
 *
 * @param maker the convolution or dense node
 * @param norm its BatchNorm, if it has one
 * @param relu its ReLU, if it has one
 */
record PlainBlock(Node maker, Optional<Node> norm, Optional<Node> relu) {
  /**
   * The block that a node is part of.
   *
   * @throws IllegalArgumentException if there is no such node, or it is part of none
   */
  static PlainBlock with(NetworkSpec spec, String name) {
    Node named = spec.node(name);
    Node maker = named;
    while ((maker.op() instanceof Relu || maker.op() instanceof BatchNorm)
        && !maker.input().equals(NetworkSpec.INPUT)) {
      maker = spec.node(maker.input());
    }
    if (maker.op().another().isPresent()) {
      Optional<Node> norm = onlyReader(spec, maker, BatchNorm.class);
      Optional<Node> relu = onlyReader(spec, norm.orElse(maker), Relu.class);
      PlainBlock block = new PlainBlock(maker, norm, relu);
      if (block.nodes().contains(named)) {
        return block;
      }
    }
    throw new IllegalArgumentException(
        "node %s (%s) is part of no block; expected a Conv2d or Dense, or the BatchNorm or Relu behind one"
            .formatted(name, named.op().kind()));
  }

  private static Optional<Node> onlyReader(NetworkSpec spec, Node node, Class<? extends Op> kind) {
    List<Node> readers = spec.consumersOf(node.name());
    return readers.size() == 1 && kind.isInstance(readers.get(0).op())
        ? Optional.of(readers.get(0))
        : Optional.empty();
  }

  /** All of them, from input to output. */
  List<Node> nodes() {
    List<Node> nodes = new ArrayList<>(List.of(maker));
    norm.ifPresent(nodes::add);
    relu.ifPresent(nodes::add);
    return nodes;
  }

  /** The last of them. */
  Node end() {
    return relu.or(() -> norm).orElse(maker);
  }

  /** For people: {@code conv1, conv1-norm, conv1-relu}. */
  String text() {
    return nodes().stream().map(Node::name).collect(Collectors.joining(", "));
  }
}
