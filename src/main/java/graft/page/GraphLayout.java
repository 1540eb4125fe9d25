package graft.page;

import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Where the boxes and the edges of a graph lie. */
final class GraphLayout {
  private static final double LINE = 16;
  private static final double GAP = 26;
  private static final double RUN = 9;
  private static final double LANE = 15;
  private static final double BETWEEN_COLUMNS = 26;

  /** From a box's middle to where lines leave its side and come to it. */
  private static final double ASIDE = 7;

  private final GraphColumns columns;
  private final double boxWidth;
  private final Map<String, Place> boxes = new LinkedHashMap<>();
  private final List<List<Spot>> edges = new ArrayList<>();

  /** Of the gap below a row, whose line runs along it, from top to bottom. */
  private final Map<Integer, List<String>> runs = new HashMap<>();

  private final double[] tops;
  private final double[] bottoms;
  private final int lanes;

  /**
   * Where a box lies.
   *
   * @param x of its left edge
   * @param y of its upper edge
   * @param width of it
   * @param height of it
   */
  record Place(double x, double y, double width, double height) {
    double middle() {
      return x + width / 2;
    }

    double bottom() {
      return y + height;
    }
  }

  GraphLayout(List<Box> all, List<Edge> between, double boxWidth) {
    this.columns = new GraphColumns(all, between);
    this.boxWidth = boxWidth;
    List<GraphRoute> routes = GraphRoute.of(between, columns);
    lanes = routes.stream().mapToInt(route -> route.lane() + 1).max().orElse(0);
    routes.forEach(this::noteRuns);
    tops = new double[columns.rows()];
    bottoms = new double[columns.rows()];
    stack(all);
    for (Box box : all) {
      double height = height(box);
      int row = columns.row(box.id());
      double y = (tops[row] + bottoms[row] - height) / 2;
      boxes.put(box.id(), new Place(left(columns.column(box.id())), y, boxWidth, height));
    }
    routes.forEach(route -> edges.add(way(route)));
  }

  private static double height(Box box) {
    return LINE * box.lines().size() + 12;
  }

  private double left(int column) {
    double besideLanes = lanes * LANE + BETWEEN_COLUMNS;
    return column == 0 ? 0 : besideLanes + column * boxWidth + (column - 1) * BETWEEN_COLUMNS;
  }

  private void noteRuns(GraphRoute route) {
    String from = route.edge().from();
    String to = route.edge().to();
    switch (route.kind()) {
      case STRAIGHT, BESIDE -> {}
      case BRANCH -> note(columns.row(from), below(from));
      case JOIN -> note(columns.row(to) - 1, above(to));
      case AROUND -> {
        note(columns.row(from), below(from));
        note(columns.row(to) - 1, above(to));
      }
    }
  }

  private void note(int gap, String run) {
    Set<String> all = new LinkedHashSet<>(runs.getOrDefault(gap, List.of()));
    all.add(run);
    // What leaves the row above lies over what comes to the row below: they meet less often.
    runs.put(
        gap, all.stream().sorted((a, b) -> Character.compare(a.charAt(0), b.charAt(0))).toList());
  }

  private static String below(String id) {
    return "1" + id;
  }

  private static String above(String id) {
    return "2" + id;
  }

  private void stack(List<Box> all) {
    double y = 0;
    for (int row = 0; row < tops.length; row++) {
      int current = row;
      tops[row] = y;
      bottoms[row] =
          y
              + all.stream()
                  .filter(box -> columns.row(box.id()) == current)
                  .mapToDouble(GraphLayout::height)
                  .max()
                  .orElse(0);
      y = bottoms[row] + gap(row);
    }
  }

  private double gap(int row) {
    int all = runs.getOrDefault(row, List.of()).size();
    return all == 0 ? GAP : GAP + RUN * all;
  }

  private double heightOfRun(int gap, String run) {
    return bottoms[gap] + RUN * (1 + runs.getOrDefault(gap, List.of()).indexOf(run));
  }

  private List<Spot> way(GraphRoute route) {
    Place from = place(route.edge().from());
    Place to = place(route.edge().to());
    Spot start = new Spot(from.middle(), from.bottom());
    Spot end = new Spot(to.middle(), to.y());
    double lane = boxWidth + LANE * (route.lane() + 1);
    double below = heightOfRun(columns.row(route.edge().from()), below(route.edge().from()));
    double above = heightOfRun(columns.row(route.edge().to()) - 1, above(route.edge().to()));
    return switch (route.kind()) {
      case STRAIGHT -> List.of(start, end);
      case BESIDE -> {
        double out = (from.y() + from.bottom()) / 2 + ASIDE;
        double in = (to.y() + to.bottom()) / 2 - ASIDE;
        yield List.of(
            new Spot(from.x() + from.width(), out),
            new Spot(lane, out),
            new Spot(lane, in),
            new Spot(to.x() + to.width(), in));
      }
      case BRANCH -> List.of(start, new Spot(start.x(), below), new Spot(end.x(), below), end);
      case JOIN -> List.of(start, new Spot(start.x(), above), new Spot(end.x(), above), end);
      case AROUND ->
          List.of(
              start,
              new Spot(start.x(), below),
              new Spot(lane, below),
              new Spot(lane, above),
              new Spot(end.x(), above),
              end);
    };
  }

  private Place place(String id) {
    Place place = boxes.get(id);
    if (place == null) {
      throw new IllegalArgumentException("there is no box '" + id + "'");
    }
    return place;
  }

  /** By id, in order. */
  Map<String, Place> boxes() {
    return boxes;
  }

  /** The corners of each edge's line, in the order of the edges. */
  List<List<Spot>> edges() {
    return edges;
  }

  double width() {
    double lastLane = lanes == 0 ? boxWidth : boxWidth + LANE * lanes + 2;
    return Math.max(lastLane, left(columns.columns() - 1) + boxWidth);
  }

  double height() {
    return bottoms.length == 0 ? 0 : bottoms[bottoms.length - 1];
  }
}
