package graft.net2net;

import graft.model.Add;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Relu;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A residual block with an identity shortcut: y = x + F(x), or relu(x + F(x)).
 *
 * @param input the name of what it reads, x
 * @param branchEnd the node that gives F(x)
 * @param nodes those of F, the sum and its ReLU, in the network's order
 */
record ResidualBlock(String input, Node branchEnd, List<Node> nodes) {
  /**
   * The block that a node ends.
   *
   * @param end the name of a sum, or of the ReLU behind one
   * @throws IllegalArgumentException if there is no such node, or it ends none
   */
  static ResidualBlock endingIn(NetworkSpec spec, String end) {
    Node last = spec.node(end);
    boolean isRelu = last.op() instanceof Relu && !last.input().equals(NetworkSpec.INPUT);
    Node sum = isRelu ? spec.node(last.input()) : last;
    if (!(sum.op() instanceof Add)) {
      throw new IllegalArgumentException(
          "node %s ends no residual block: found %s '%s', expected an Add, or the Relu behind one"
              .formatted(end, sum.op().kind(), sum.name()));
    }
    if (sum.inputs().size() == 2) {
      for (int shortcut = 0; shortcut < 2; shortcut++) {
        String input = sum.inputs().get(shortcut);
        String branch = sum.inputs().get(1 - shortcut);
        Set<String> between = between(spec, input, branch);
        if (!between.isEmpty()) {
          between.add(sum.name());
          between.add(end);
          List<Node> nodes =
              spec.nodes().stream().filter(node -> between.contains(node.name())).toList();
          return new ResidualBlock(input, spec.node(branch), nodes);
        }
      }
    }
    throw new IllegalArgumentException(
        "node %s ends no residual block with an identity shortcut: Add '%s' reads %s; expected a value, and a branch that reads that value and nothing else"
            .formatted(end, sum.name(), String.join(", ", sum.inputs())));
  }

  /** The nodes that lead from one value to another; none if that also reads others. */
  private static Set<String> between(NetworkSpec spec, String from, String to) {
    Set<String> between = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(to));
    while (!open.isEmpty()) {
      String value = open.remove();
      if (value.equals(from)) {
        continue;
      }
      if (value.equals(NetworkSpec.INPUT)) {
        return new HashSet<>();
      }
      if (between.add(value)) {
        open.addAll(spec.node(value).inputs());
      }
    }
    return between;
  }

  /**
   * The parameters that make F half as large when they are halved: the last BatchNorm's gamma and
   * beta, or the last convolution's or dense node's kernel and bias. Behind it there may be what
   * passes a positive factor on: ReLU, pooling, Dropout.
   *
   * @throws IllegalArgumentException if F ends in none, or others read it too
   */
  Set<String> scale(NetworkSpec spec) {
    Node at = branchEnd;
    while (true) {
      List<Node> readers = spec.consumersOf(at.name());
      if (readers.size() > 1) {
        throw new IllegalArgumentException(
            "node %s of the branch cannot be halved: found that %s read it, expected one reader"
                .formatted(
                    at.name(), readers.stream().map(Node::name).collect(Collectors.joining(", "))));
      }
      Set<String> trained = new LinkedHashSet<>();
      for (NodeParameter parameter : spec.parametersOf(at)) {
        if (parameter.parameter().trained()) {
          trained.add(parameter.name());
        }
      }
      if (!trained.isEmpty()) {
        return trained;
      }
      if (at.inputs().size() != 1 || at.input().equals(input)) {
        throw new IllegalArgumentException(
            "the branch that node %s ends cannot be halved: found %s '%s', expected a BatchNorm, Conv2d or Dense"
                .formatted(branchEnd.name(), at.op().kind(), at.name()));
      }
      at = spec.node(at.input());
    }
  }
}
