package graft.model;

import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network of any shape. A node can only read nodes that were added before it, so there is no way
 * to build a cycle.
 */
public final class GraphBuilder {
  private final Shape shape;
  private final Source input = new Source(this, NetworkSpec.INPUT);
  private final List<Node> nodes = new ArrayList<>();

  GraphBuilder(Shape shape) {
    this.shape = shape;
  }

  /** What a node can read: the network's input or another node. */
  public static final class Source {
    private final GraphBuilder owner;
    private final String name;

    private Source(GraphBuilder owner, String name) {
      this.owner = owner;
      this.name = name;
    }

    /** The node's name, or {@link NetworkSpec#INPUT}. */
    public String name() {
      return name;
    }
  }

  /** The network's input. */
  public Source input() {
    return input;
  }

  /**
   * Adds a node.
   *
   * @param name unique within the network
   * @param sources what it reads, in the op's order; one may stand there twice
   * @throws IllegalArgumentException if one of them belongs to another network
   */
  public Source add(String name, Op op, Source... sources) {
    for (Source source : sources) {
      requireOwn(source, "node " + name + " reads");
    }
    nodes.add(new Node(name, op, Arrays.stream(sources).map(Source::name).toList()));
    return new Source(this, name);
  }

  private void requireOwn(Source source, String what) {
    if (source.owner != this) {
      throw new IllegalArgumentException(
          what + " '" + source.name + "' of another network; expected one of this network");
    }
  }

  /**
   * The network.
   *
   * @param output gives the logits; no other node may read it
   * @throws IllegalArgumentException if the output is not the last node, or as {@link
   *     NetworkSpec#NetworkSpec} does
   */
  public NetworkSpec build(Source output) {
    requireOwn(output, "the output is");
    String last = nodes.isEmpty() ? NetworkSpec.INPUT : nodes.get(nodes.size() - 1).name();
    if (!output.name.equals(last)) {
      throw new IllegalArgumentException(
          "the output is '%s', but '%s' was added after it; expected every node to lead to the output"
              .formatted(output.name, last));
    }
    return new NetworkSpec(shape, nodes);
  }
}
