package graft.model;

import java.util.List;

/**
 * A place in a network's graph.
 *
 * @param name unique within the network
 * @param op what it computes
 * @param inputs the names of the nodes it reads, in the op's order; {@link NetworkSpec#INPUT} is
 *     the network's input
 */
public record Node(String name, Op op, List<String> inputs) {
  /** Keeps a copy of the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** The same with another op. */
  public Node withOp(Op newOp) {
    return new Node(name, newOp, inputs);
  }

  /** The only input. */
  public String input() {
    if (inputs.size() != 1) {
      throw new IllegalStateException("node " + name + " reads " + inputs + ", expected one input");
    }
    return inputs.get(0);
  }
}
