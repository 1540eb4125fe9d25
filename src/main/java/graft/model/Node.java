package graft.model;

import java.util.List;

/**
 * A place in a network's graph.
 *
 * @param name unique within the network
 * @param op what it computes
 * @param inputs the names of the nodes it reads, in the op's order; {@link NetworkSpec#INPUT} is
 *     the network's input
 * @param frozen whether training leaves its parameters as they are; a {@link BatchNorm} then
 *     normalises by its running statistics in training too
 */
public record Node(String name, Op op, List<String> inputs, boolean frozen) {
  /** Keeps a copy of the list. */
  public Node {
    inputs = List.copyOf(inputs);
  }

  /** A node that is trained. */
  public Node(String name, Op op, List<String> inputs) {
    this(name, op, inputs, false);
  }

  /** The same with another op. */
  public Node withOp(Op newOp) {
    return new Node(name, newOp, inputs, frozen);
  }

  /** The same, reading others. */
  public Node withInputs(List<String> others) {
    return new Node(name, op, others, frozen);
  }

  /** The same, frozen or trained. */
  public Node withFrozen(boolean nowFrozen) {
    return new Node(name, op, inputs, nowFrozen);
  }

  /** The only input. */
  public String input() {
    if (inputs.size() != 1) {
      throw new IllegalStateException("node " + name + " reads " + inputs + ", expected one input");
    }
    return inputs.get(0);
  }
}
