package graft.model;

import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** A network in which each node reads the one before it. */
public final class ChainBuilder {
  private final Shape input;
  private final List<Node> nodes = new ArrayList<>();

  ChainBuilder(Shape input) {
    this.input = input;
  }

  /**
   * Puts a node at the end.
   *
   * @param name unique within the network
   */
  public ChainBuilder then(String name, Op op) {
    String before = nodes.isEmpty() ? NetworkSpec.INPUT : nodes.get(nodes.size() - 1).name();
    nodes.add(new Node(name, op, List.of(before)));
    return this;
  }

  /**
   * The network.
   *
   * @throws IllegalArgumentException as {@link NetworkSpec#NetworkSpec} does
   */
  public NetworkSpec build() {
    return new NetworkSpec(input, nodes);
  }
}
