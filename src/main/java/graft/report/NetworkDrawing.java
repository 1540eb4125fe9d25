package graft.report;

import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dropout;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Relu;
import graft.page.GraphDrawing;
import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Edge;
import graft.page.GraphDrawing.Mark;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A network as a graph of boxes. Normalisations, ReLUs and dropout stand in the box of what they
 * read, if nobody else reads that.
 */
final class NetworkDrawing {
  private final NetworkSpec spec;
  private final Map<String, Mark> marks;

  /** The nodes of each box, by the name of the first. */
  private final Map<String, List<Node>> boxes = new LinkedHashMap<>();

  private final Map<String, String> boxOf = new HashMap<>();

  private NetworkDrawing(NetworkSpec spec, Map<String, Mark> marks) {
    this.spec = spec;
    this.marks = marks;
    for (Node node : spec.nodes()) {
      String box = joins(node) ? boxOf.getOrDefault(node.input(), node.name()) : node.name();
      boxes.computeIfAbsent(box, unused -> new ArrayList<>()).add(node);
      boxOf.put(node.name(), box);
    }
  }

  /**
   * The drawing.
   *
   * @param marks of nodes by name
   */
  static GraphDrawing of(String title, NetworkSpec spec, Map<String, Mark> marks) {
    NetworkDrawing drawing = new NetworkDrawing(spec, marks);
    List<Box> all = new ArrayList<>();
    all.add(new Box(NetworkSpec.INPUT, List.of(NetworkSpec.INPUT, text(spec.input())), Mark.NONE));
    drawing.boxes.forEach((name, nodes) -> all.add(drawing.box(name, nodes)));
    return new GraphDrawing(title, all, drawing.edges());
  }

  private boolean joins(Node node) {
    Op op = node.op();
    return (op instanceof Relu || op instanceof BatchNorm || op instanceof Dropout)
        && !node.input().equals(NetworkSpec.INPUT)
        && spec.consumersOf(node.input()).size() == 1;
  }

  private Box box(String name, List<Node> nodes) {
    long parameters = nodes.stream().mapToLong(n -> NetworkSection.parameters(spec, n)).sum();
    String shape = text(spec.shapeOf(nodes.get(nodes.size() - 1).name()));
    return new Box(
        name,
        List.of(
            name,
            nodes.stream().map(node -> text(node.op())).collect(Collectors.joining(", ")),
            parameters == 0 ? shape : shape + ", " + Words.count(parameters) + " parameters"),
        mark(nodes));
  }

  private Mark mark(List<Node> nodes) {
    Mark first = marks.getOrDefault(nodes.get(0).name(), Mark.NONE);
    boolean more = nodes.stream().anyMatch(node -> marks.get(node.name()) == Mark.NEW);
    return first == Mark.NONE && more ? Mark.NEW : first;
  }

  private List<Edge> edges() {
    List<Edge> edges = new ArrayList<>();
    boxes.forEach(
        (name, nodes) ->
            nodes.get(0).inputs().stream()
                .map(input -> new Edge(boxOf.getOrDefault(input, NetworkSpec.INPUT), name))
                .distinct()
                .forEach(edges::add));
    return edges;
  }

  /** "Conv2d 3×3, stride 2". */
  static String text(Op op) {
    if (op instanceof Conv2d conv) {
      return windowed(op, conv.kernelHeight(), conv.kernelWidth(), conv.stride(), 1);
    }
    if (op instanceof MaxPool2d pool) {
      return windowed(op, pool.window(), pool.window(), pool.stride(), pool.window());
    }
    if (op instanceof AveragePool2d pool) {
      return windowed(op, pool.window(), pool.window(), pool.stride(), pool.window());
    }
    return op.kind();
  }

  private static String windowed(Op op, int height, int width, int stride, int usual) {
    String window = String.format(Locale.ROOT, "%s %d\u00d7%d", op.kind(), height, width);
    return stride == usual ? window : window + ", stride " + stride;
  }

  /** "28 × 28 × 64". */
  static String text(Shape shape) {
    return IntStream.range(0, shape.rank())
        .mapToObj(axis -> Integer.toString(shape.extent(axis)))
        .collect(Collectors.joining("\u00d7"));
  }
}
