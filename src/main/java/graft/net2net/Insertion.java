package graft.net2net;

import graft.model.ChainBuilder;
import graft.model.Dense;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.model.Relu;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ops that make a network deeper, one after the other, and the node they are put behind. All that
 * read that node then read the last of them.
 *
 * @param after the name of the node in front of them
 * @param added one or more, from input to output
 */
record Insertion(String after, List<NamedOp> added) {
  private static final String SUFFIX = "-deeper";
  private static final String RELU = "-relu";

  Insertion {
    added = List.copyOf(added);
    if (added.isEmpty()) {
      throw new IllegalArgumentException(
          "no nodes to add behind node " + after + ", expected at least one");
    }
  }

  /**
   * Another op of the same kind and, where only a ReLU reads the node, another ReLU behind both.
   */
  static Insertion behind(NetworkSpec spec, String name) {
    Node node = spec.node(name);
    Op another =
        node.op()
            .another()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "node %s (%s) has no weights to deepen; expected a Conv2d or Dense"
                            .formatted(name, node.op().kind())));
    List<Node> consumers = spec.consumersOf(name);
    String newName = freeName(spec, name + SUFFIX);
    if (consumers.size() == 1 && consumers.get(0).op() instanceof Relu relu) {
      return new Insertion(
          consumers.get(0).name(),
          List.of(new NamedOp(newName, another), new NamedOp(newName + RELU, relu)));
    }
    if (node.op() instanceof Dense) {
      throw new IllegalArgumentException(
          "node %s is read by %s, so another Dense behind it would add nothing; expected a Relu and nothing else"
              .formatted(name, consumers.isEmpty() ? "nothing" : namesAndKinds(consumers)));
    }
    return new Insertion(name, List.of(new NamedOp(newName, another)));
  }

  private static String namesAndKinds(List<Node> nodes) {
    return nodes.stream()
        .map(node -> node.op().kind() + " '" + node.name() + "'")
        .collect(Collectors.joining(", "));
  }

  /** The name, or the first of name2, name3, ... that is free, also for a ReLU's. */
  private static String freeName(NetworkSpec spec, String name) {
    Set<String> taken = spec.nodes().stream().map(Node::name).collect(Collectors.toSet());
    String free = name;
    for (int number = 2; taken.contains(free) || taken.contains(free + RELU); number++) {
      free = name + number;
    }
    return free;
  }

  /** The ops alone, as a network that reads what the node in front of them gives. */
  private NetworkSpec chain(NetworkSpec spec) {
    ChainBuilder chain = NetworkSpec.chain(spec.shapeOf(spec.node(after).name()));
    added.forEach(named -> chain.then(named.name(), named.op()));
    return chain.build();
  }

  /**
   * The network with the ops in place.
   *
   * @throws IllegalArgumentException if there is no node to put them behind, a name is taken, one
   *     cannot take its input, or together they change the shape that others read
   */
  NetworkSpec into(NetworkSpec spec) {
    NetworkSpec chain = chain(spec);
    Shape before = spec.shapeOf(after);
    if (!chain.outputShape().equals(before)) {
      throw new IllegalArgumentException(
          "the nodes %s added behind node %s change its output's shape from %s to %s; expected %s"
              .formatted(names(), after, before, chain.outputShape(), before));
    }
    String last = chain.output().name();
    List<Node> deeper = new ArrayList<>();
    for (Node node : spec.nodes()) {
      List<String> reads =
          node.inputs().stream().map(read -> read.equals(after) ? last : read).toList();
      deeper.add(node.withInputs(reads));
      if (node.name().equals(after)) {
        String read = after;
        for (NamedOp named : added) {
          deeper.add(new Node(named.name(), named.op(), List.of(read)));
          read = named.name();
        }
      }
    }
    return new NetworkSpec(spec.input(), deeper);
  }

  private List<String> names() {
    return added.stream().map(NamedOp::name).toList();
  }

  /**
   * The values with which the ops compute the identity on what they read, by parameter name.
   *
   * @throws IllegalArgumentException if one cannot
   */
  Map<String, HostTensor> identity(NetworkSpec spec) {
    boolean neverNegative = neverNegative(spec, after);
    NetworkSpec chain = chain(spec);
    Map<String, HostTensor> tensors = new HashMap<>();
    for (Node node : chain.nodes()) {
      Op.Identity identity = node.op().identity(chain.shapeOf(node.input()), neverNegative);
      if (identity instanceof Op.Identity.Refused refused) {
        throw new IllegalArgumentException(
            "node %s cannot compute the identity behind node %s: found %s, expected %s"
                .formatted(node.name(), after, refused.found(), refused.expected()));
      }
      ((Op.Identity.Values) identity)
          .byRole()
          .forEach((role, value) -> tensors.put(NodeParameter.name(node.name(), role), value));
    }
    return tensors;
  }

  private static boolean neverNegative(NetworkSpec spec, String name) {
    Set<String> never = new HashSet<>();
    for (Node node : spec.nodes()) {
      if (node.op().neverNegative(never.containsAll(node.inputs()))) {
        never.add(node.name());
      }
    }
    return never.contains(name);
  }
}
