package graft.model;

import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A feed-forward network: named nodes in topological order, each reading the network's input or
 * nodes before it, the last one giving the output. Immutable; checked on construction, so every
 * spec that exists can be planned shape by shape, has no cycle and no node that the output does not
 * need.
 */
public final class NetworkSpec {
  /** The name by which nodes read the network's input. */
  public static final String INPUT = "input";

  private final Shape input;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, List<Node>> consumers = new HashMap<>();
  private final List<NodeParameter> parameters = new ArrayList<>();
  private Node output;

  /**
   * A network. {@link #chain} and {@link #graph} are the short ways to one.
   *
   * @param input the shape of one sample, {@code [H, W, C]} or {@code [features]}
   * @param nodes in topological order, the output last
   * @throws IllegalArgumentException if there is no node, two share a name, one reads what is not
   *     before it or cannot take its inputs, or the output needs not all of them
   */
  public NetworkSpec(Shape input, List<Node> nodes) {
    this.input = input;
    if (nodes.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one node");
    }
    shapes.put(INPUT, input);
    consumers.put(INPUT, new ArrayList<>());
    nodes.forEach(this::add);
    requireAllUsed();
  }

  private void add(Node node) {
    String name = node.name();
    if (name.isBlank() || shapes.containsKey(name)) {
      throw new IllegalArgumentException(
          "node name '" + name + "' is blank or used twice, expected a name of its own");
    }
    if (node.inputs().isEmpty()) {
      throw new IllegalArgumentException("node " + name + " reads nothing, expected an input");
    }
    for (String read : node.inputs()) {
      if (!shapes.containsKey(read)) {
        throw new IllegalArgumentException(
            "node %s reads '%s', expected the input or a node before it: %s"
                .formatted(name, read, namesInOrder()));
      }
    }
    List<Shape> read = node.inputs().stream().map(shapes::get).toList();
    Shape shape = of(node, op -> op.outputShape(read));
    of(node, op -> op.parameters(read)).stream()
        .map(parameter -> node.frozen() ? parameter.untrained() : parameter)
        .forEach(parameter -> parameters.add(new NodeParameter(name, parameter)));
    shapes.put(name, shape);
    consumers.put(name, new ArrayList<>());
    // Once for each node that reads it, also where it reads it twice.
    new HashSet<>(node.inputs()).forEach(source -> consumers.get(source).add(node));
    nodes.put(name, node);
    output = node;
  }

  /** An op's answer; what it refuses is told with the node's name. */
  private static <T> T of(Node node, Function<Op, T> question) {
    try {
      return question.apply(node.op());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("node " + node.name() + ": " + e.getMessage(), e);
    }
  }

  private List<String> namesInOrder() {
    List<String> names = new ArrayList<>(List.of(INPUT));
    names.addAll(nodes.keySet());
    return names;
  }

  private void requireAllUsed() {
    Set<String> unread = new HashSet<>();
    consumers.forEach(
        (name, readers) -> {
          if (readers.isEmpty() && !name.equals(output.name())) {
            unread.add(name);
          }
        });
    if (!unread.isEmpty()) {
      throw new IllegalArgumentException(
          "no node reads %s, and the output is %s; expected every node to lead to the output"
              .formatted(namesInOrder().stream().filter(unread::contains).toList(), output.name()));
    }
  }

  /**
   * The same network with these nodes frozen, and no others. What training leaves as it is has no
   * gradient, and nothing below the first trained node needs one.
   *
   * @param names of nodes; none for a network that is trained as a whole
   * @throws IllegalArgumentException if there is no such node, one has no parameters, or nothing is
   *     left to train
   */
  public NetworkSpec frozen(Set<String> names) {
    for (String name : names) {
      if (parametersOf(node(name)).isEmpty()) {
        throw new IllegalArgumentException(
            "node %s (%s) has no parameters to freeze; expected some of %s"
                .formatted(name, node(name).op().kind(), namesWithParameters()));
      }
    }
    NetworkSpec frozen =
        new NetworkSpec(
            input,
            nodes().stream().map(node -> node.withFrozen(names.contains(node.name()))).toList());
    if (!names.isEmpty() && frozen.parameterCount() == 0) {
      throw new IllegalArgumentException(
          "all nodes with parameters are frozen, %s; expected one or more left to train"
              .formatted(namesWithParameters()));
    }
    return frozen;
  }

  private Set<String> namesWithParameters() {
    return parameters.stream()
        .map(NodeParameter::node)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Begins a network in which each node reads the one before it. */
  public static ChainBuilder chain(Shape input) {
    return new ChainBuilder(input);
  }

  /** Begins a network of any shape. */
  public static GraphBuilder graph(Shape input) {
    return new GraphBuilder(input);
  }

  /** The shape of one input sample. */
  public Shape input() {
    return input;
  }

  /** The nodes in topological order, the output last. */
  public List<Node> nodes() {
    return List.copyOf(nodes.values());
  }

  /** The node that gives the logits. */
  public Node output() {
    return output;
  }

  /** The shape of one sample of the output. */
  public Shape outputShape() {
    return shapes.get(output.name());
  }

  /**
   * A node.
   *
   * @throws IllegalArgumentException if there is none of that name; the message lists the names
   */
  public Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(
          "no node is named '" + name + "'; there are " + nodes.keySet());
    }
    return node;
  }

  /**
   * The shape of one sample that leaves a node, or of one input sample for {@link #INPUT}.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public Shape shapeOf(String name) {
    Shape shape = shapes.get(name);
    return shape != null ? shape : shapes.get(node(name).name());
  }

  /** The shapes of one sample of each of a node's inputs, in order. */
  public List<Shape> inputShapesOf(Node node) {
    return node.inputs().stream().map(this::shapeOf).toList();
  }

  /**
   * The nodes that read a node, or the input for {@link #INPUT}; each once, in topological order.
   *
   * @throws IllegalArgumentException if there is no such node
   */
  public List<Node> consumersOf(String name) {
    List<Node> readers = consumers.get(name);
    return List.copyOf(readers != null ? readers : consumers.get(node(name).name()));
  }

  /** A node's flow of channels. */
  public ChannelFlow flowOf(Node node) {
    return node.op().flow(inputShapesOf(node));
  }

  /** All parameters, node by node, in their ops' order. */
  public List<NodeParameter> parameters() {
    return List.copyOf(parameters);
  }

  /** A node's parameters, in its op's order. */
  public List<NodeParameter> parametersOf(Node node) {
    return parameters.stream().filter(p -> p.node().equals(node.name())).toList();
  }

  /** The number of trained numbers. */
  public long parameterCount() {
    return count(parameters);
  }

  private static long count(List<NodeParameter> parameters) {
    return parameters.stream()
        .filter(p -> p.parameter().trained())
        .mapToLong(p -> p.shape().elements())
        .sum();
  }

  /**
   * A table of the nodes with what they read, their output shapes and parameter counts, a line
   * each, and the total.
   */
  public String summary() {
    StringBuilder text = new StringBuilder();
    String line = "%-16s %-12s %-16s %12s  %s%n";
    text.append(line.formatted("node", "op", "output", "parameters", "reads"));
    String before = INPUT;
    for (Node node : nodes.values()) {
      String reads = node.inputs().equals(List.of(before)) ? "" : String.join(", ", node.inputs());
      String parameterCount = String.format(Locale.ROOT, "%,d", count(parametersOf(node)));
      text.append(
          line.formatted(node.name(), node.op().kind(), shapeOf(node.name()), parameterCount, reads)
              .stripTrailing());
      text.append(System.lineSeparator());
      before = node.name();
    }
    return text.append(
            String.format(
                Locale.ROOT, "%-16s %-12s %-16s %,12d", "total", "", "", parameterCount()))
        .toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NetworkSpec spec
        && input.equals(spec.input)
        && nodes().equals(spec.nodes());
  }

  @Override
  public int hashCode() {
    return 31 * input.hashCode() + nodes().hashCode();
  }

  @Override
  public String toString() {
    return "NetworkSpec" + input + nodes.values();
  }
}
