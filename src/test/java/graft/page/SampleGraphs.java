package graft.page;

import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Edge;
import graft.page.GraphDrawing.Mark;
import java.util.ArrayList;
import java.util.List;

/** Graphs as networks have them. */
final class SampleGraphs {
  private final List<Box> boxes = new ArrayList<>();
  private final List<Edge> edges = new ArrayList<>();

  private SampleGraphs() {}

  private String add(String id, String... sources) {
    boxes.add(new Box(id, List.of(id, "Op", "32 × 32 × 16"), Mark.NONE));
    for (String source : sources) {
      edges.add(new Edge(source, id));
    }
    return id;
  }

  static GraphDrawing chain(int length) {
    SampleGraphs graph = new SampleGraphs();
    String last = graph.add("box0");
    for (int i = 1; i < length; i++) {
      last = graph.add("box" + i, last);
    }
    return new GraphDrawing("chain", graph.boxes, graph.edges);
  }

  /** He et al. (2015), section 4.2, with n = 3: 71 boxes. */
  static GraphDrawing resNet20() {
    SampleGraphs graph = new SampleGraphs();
    String last = graph.add("relu", graph.add("bn", graph.add("conv", graph.add("input"))));
    for (int block = 0; block < 9; block++) {
      String name = "block" + block + "-";
      String first = graph.add(name + "bn1", graph.add(name + "conv1", last));
      String second = graph.add(name + "conv2", graph.add(name + "relu1", first));
      String end = graph.add(name + "bn2", second);
      boolean wider = block == 3 || block == 6;
      String shortcut =
          wider ? graph.add(name + "shortcut-bn", graph.add(name + "shortcut", last)) : last;
      last = graph.add(name + "relu2", graph.add(name + "add", end, shortcut));
    }
    graph.add("dense", graph.add("pool", last));
    return new GraphDrawing("ResNet-20", graph.boxes, graph.edges);
  }

  /** A block of Szegedy et al. (2014), figure 2, with a skip over all of it. */
  static GraphDrawing inception() {
    SampleGraphs graph = new SampleGraphs();
    String in = graph.add("in");
    String one = graph.add("1x1", in);
    String three = graph.add("3x3", graph.add("3x3-reduce", in));
    String five = graph.add("5x5", graph.add("5x5-reduce", in));
    String pool = graph.add("pool-1x1", graph.add("pool", in));
    graph.add("out", graph.add("concat", one, three, five, pool, in));
    return new GraphDrawing("inception", graph.boxes, graph.edges);
  }
}
