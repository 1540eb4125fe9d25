package graft.page;

import graft.page.GraphDrawing.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The way of an edge.
 *
 * @param edge whose it is
 * @param kind by which rule it goes
 * @param lane beside the first column, counted from it; -1 if it needs none
 */
record GraphRoute(Edge edge, Kind kind, int lane) {
  /** How an edge goes from box to box. */
  enum Kind {
    /** Down its column. */
    STRAIGHT,
    /** Out of the box's side, down a lane, into the other's side. */
    BESIDE,
    /** Below the box to the other's column, and down that. */
    BRANCH,
    /** Down the box's column, and above the other to its column. */
    JOIN,
    /** Below the box to a lane, down it, and above the other to its column. */
    AROUND
  }

  /** Routes of all edges, in their order. */
  static List<GraphRoute> of(List<Edge> edges, GraphColumns columns) {
    List<GraphRoute> routes = new ArrayList<>();
    for (Edge edge : edges) {
      routes.add(new GraphRoute(edge, kind(edge, columns), -1));
    }
    // Short ones lie inside.
    List<Integer> waiting = new ArrayList<>();
    for (int i = 0; i < routes.size(); i++) {
      if (routes.get(i).needsLane()) {
        waiting.add(i);
      }
    }
    waiting.sort(Comparator.comparingInt(i -> routes.get(i).length(columns)));
    for (int i : waiting) {
      GraphRoute route = routes.get(i);
      int lane = 0;
      while (isTaken(lane, route, routes, columns)) {
        lane++;
      }
      routes.set(i, new GraphRoute(route.edge(), route.kind(), lane));
    }
    return routes;
  }

  private static Kind kind(Edge edge, GraphColumns columns) {
    int from = columns.column(edge.from());
    int to = columns.column(edge.to());
    if (from == to && columns.isClear(edge.from(), edge.from(), edge.to())) {
      return Kind.STRAIGHT;
    }
    if (from == 0 && to == 0) {
      return Kind.BESIDE;
    }
    if (from != to && columns.isClear(edge.to(), edge.from(), edge.to())) {
      return Kind.BRANCH;
    }
    return from != to && columns.isClear(edge.from(), edge.from(), edge.to())
        ? Kind.JOIN
        : Kind.AROUND;
  }

  private static boolean isTaken(
      int lane, GraphRoute route, List<GraphRoute> routes, GraphColumns columns) {
    return routes.stream()
        .filter(other -> other.lane() == lane && !other.edge().from().equals(route.edge().from()))
        .anyMatch(
            other ->
                columns.row(other.edge().from()) < columns.row(route.edge().to())
                    && columns.row(route.edge().from()) < columns.row(other.edge().to()));
  }

  boolean needsLane() {
    return kind == Kind.BESIDE || kind == Kind.AROUND;
  }

  private int length(GraphColumns columns) {
    return columns.row(edge.to()) - columns.row(edge.from());
  }
}
