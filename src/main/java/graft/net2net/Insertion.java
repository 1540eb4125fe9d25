package graft.net2net;

import graft.model.BatchNorm;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.model.Statistics;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Nodes that make a network deeper, and the node they are put behind. All that read that node then
 * read the last of them.
 *
 * @param after the name of the node in front of them
 * @param added one or more, from input to output; each reads those before it, or {@code after}
 */
record Insertion(String after, List<Node> added) {
  Insertion {
    added = List.copyOf(added);
    if (added.isEmpty()) {
      throw new IllegalArgumentException(
          "no nodes to add behind node " + after + ", expected at least one");
    }
  }

  /** One op after the other. */
  static Insertion chain(String after, List<NamedOp> ops) {
    List<Node> nodes = new ArrayList<>();
    String read = after;
    for (NamedOp named : ops) {
      nodes.add(new Node(named.name(), named.op(), List.of(read)));
      read = named.name();
    }
    return new Insertion(after, nodes);
  }

  /** The nodes alone, as a network that reads what the node in front of them gives. */
  private NetworkSpec alone(NetworkSpec spec) {
    Shape input = spec.shapeOf(spec.node(after).name());
    return new NetworkSpec(
        input, added.stream().map(node -> reading(node, after, NetworkSpec.INPUT)).toList());
  }

  private static Node reading(Node node, String old, String now) {
    List<String> reads = node.inputs().stream().map(read -> read.equals(old) ? now : read).toList();
    return node.withInputs(reads);
  }

  /**
   * The network with the nodes in place.
   *
   * @throws IllegalArgumentException if there is no node to put them behind, a name is taken, one
   *     cannot take its inputs, or together they change the shape that others read
   */
  NetworkSpec into(NetworkSpec spec) {
    NetworkSpec alone = alone(spec);
    Shape before = spec.shapeOf(after);
    if (!alone.outputShape().equals(before)) {
      throw new IllegalArgumentException(
          "the nodes %s added behind node %s change its output's shape from %s to %s; expected %s"
              .formatted(names(), after, before, alone.outputShape(), before));
    }
    String last = alone.output().name();
    List<Node> deeper = new ArrayList<>();
    for (Node node : spec.nodes()) {
      deeper.add(reading(node, after, last));
      if (node.name().equals(after)) {
        deeper.addAll(added);
      }
    }
    return new NetworkSpec(spec.input(), deeper);
  }

  private List<String> names() {
    return added.stream().map(Node::name).toList();
  }

  /** A plan in which the added nodes have no values yet. */
  GrowthPlan plan(NetworkSpec teacher) {
    return new GrowthPlan(teacher, into(teacher))
        .notFollowable("the added layers learn what the teacher has no layers for");
  }

  /** The parameters of the added nodes, in the student's order. */
  List<NodeParameter> parameters(NetworkSpec teacher) {
    return alone(teacher).parameters();
  }

  /** The added normalisations, with all of their channels. */
  Map<String, List<Integer>> norms(NetworkSpec teacher) {
    NetworkSpec alone = alone(teacher);
    Map<String, List<Integer>> norms = new LinkedHashMap<>();
    for (Node node : added) {
      if (node.op() instanceof BatchNorm) {
        int channels = alone.shapeOf(node.name()).last();
        norms.put(node.name(), IntStream.range(0, channels).boxed().toList());
      }
    }
    return norms;
  }

  /**
   * The values with which the nodes, one after the other, compute the identity on what they read,
   * row-major, by parameter name.
   *
   * @param statistics of what they read, for normalisations; without them there may be none
   * @throws IllegalArgumentException if one cannot
   */
  Map<String, double[]> identity(NetworkSpec spec, Optional<Statistics> statistics) {
    boolean neverNegative = neverNegative(spec, after);
    NetworkSpec alone = alone(spec);
    Map<String, double[]> values = new HashMap<>();
    for (Node node : alone.nodes()) {
      if (node.op() instanceof BatchNorm norm && statistics.isPresent()) {
        statistics.get().requireOf(spec, after);
        values.putAll(passingOn(node.name(), statistics.get(), norm.epsilon()));
        continue;
      }
      Op.Identity identity = node.op().identity(alone.shapeOf(node.input()), neverNegative);
      if (identity instanceof Op.Identity.Refused refused) {
        throw new IllegalArgumentException(
            "node %s cannot compute the identity behind node %s: found %s, expected %s"
                .formatted(node.name(), after, refused.found(), refused.expected()));
      }
      ((Op.Identity.Values) identity)
          .byRole()
          .forEach(
              (role, value) ->
                  values.put(NodeParameter.name(node.name(), role), Numbers.of(value)));
    }
    return values;
  }

  private static Map<String, double[]> passingOn(String norm, Statistics of, double epsilon) {
    double[] gamma = of.variance();
    for (int channel = 0; channel < gamma.length; channel++) {
      gamma[channel] = Math.sqrt(gamma[channel] + epsilon);
    }
    return Map.of(
        NodeParameter.name(norm, BatchNorm.GAMMA), gamma,
        NodeParameter.name(norm, BatchNorm.BETA), of.mean(),
        NodeParameter.name(norm, BatchNorm.MEAN), of.mean(),
        NodeParameter.name(norm, BatchNorm.VARIANCE), of.variance());
  }

  /** Whether no value that leaves a node is negative. */
  static boolean neverNegative(NetworkSpec spec, String name) {
    Set<String> never = new HashSet<>();
    for (Node node : spec.nodes()) {
      if (node.op().neverNegative(never.containsAll(node.inputs()))) {
        never.add(node.name());
      }
    }
    return never.contains(name);
  }
}
