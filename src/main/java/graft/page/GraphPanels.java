package graft.page;

import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Edge;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A long graph in pieces that stand beside each other as a newspaper's columns do. It is cut only
 * where a single box leads on: everything behind the cut reads that box, or boxes behind the cut.
 */
final class GraphPanels {
  /** Boxes below each other that a reader sees at once. */
  private static final int ROWS = 11;

  private GraphPanels() {}

  /**
   * A piece.
   *
   * @param boxes of it, in order
   * @param before the last box of the piece before; empty of the first piece
   * @param behind the first box of the next piece; empty of the last piece
   */
  record Panel(List<Box> boxes, String before, String behind) {
    List<Edge> edges(GraphDrawing graph) {
      Set<String> ids = new HashSet<>(boxes.stream().map(Box::id).toList());
      return graph.edges().stream()
          .filter(edge -> ids.contains(edge.from()) && ids.contains(edge.to()))
          .toList();
    }
  }

  static List<Panel> of(GraphDrawing graph) {
    List<Box> boxes = graph.boxes();
    List<Panel> panels = new ArrayList<>();
    List<Integer> ends = ends(graph);
    int start = 0;
    for (int end : ends) {
      panels.add(
          new Panel(
              boxes.subList(start, end),
              start == 0 ? "" : boxes.get(start - 1).lines().get(0),
              end == boxes.size() ? "" : boxes.get(end).lines().get(0)));
      start = end;
    }
    return panels;
  }

  /** Where each piece ends: of all ways to cut the one whose pieces are most alike in height. */
  private static List<Integer> ends(GraphDrawing graph) {
    GraphColumns columns = new GraphColumns(graph.boxes(), graph.edges());
    List<Integer> places = new ArrayList<>(List.of(0));
    places.addAll(cuts(graph));
    places.add(graph.boxes().size());
    double pieces = Math.ceil((double) columns.rows() / ROWS);
    double ideal = columns.rows() / Math.max(1, pieces);
    double[] costs = new double[places.size()];
    int[] before = new int[places.size()];
    for (int end = 1; end < places.size(); end++) {
      costs[end] = Double.POSITIVE_INFINITY;
      for (int start = 0; start < end; start++) {
        int bottom =
            end == places.size() - 1
                ? columns.rows()
                : columns.row(graph.boxes().get(places.get(end)).id());
        int top = start == 0 ? 0 : columns.row(graph.boxes().get(places.get(start)).id());
        double cost = costs[start] + Math.pow(bottom - top - ideal, 2);
        if (cost < costs[end]) {
          costs[end] = cost;
          before[end] = start;
        }
      }
    }
    List<Integer> ends = new ArrayList<>();
    for (int end = places.size() - 1; end > 0; end = before[end]) {
      ends.add(0, places.get(end));
    }
    return ends;
  }

  /** Numbers of boxes before which the graph can be cut. */
  private static List<Integer> cuts(GraphDrawing graph) {
    Map<String, Integer> order = new HashMap<>();
    graph.boxes().forEach(box -> order.put(box.id(), order.size()));
    List<Integer> cuts = new ArrayList<>();
    for (int cut = 1; cut < graph.boxes().size(); cut++) {
      int at = cut;
      List<Edge> across =
          graph.edges().stream()
              .filter(
                  e -> order.getOrDefault(e.from(), 0) < at && order.getOrDefault(e.to(), 0) >= at)
              .toList();
      boolean one = across.size() == 1;
      boolean neighbours =
          one
              && order.getOrDefault(across.get(0).from(), -1) == at - 1
              && order.getOrDefault(across.get(0).to(), -1) == at;
      if (neighbours) {
        cuts.add(cut);
      }
    }
    return cuts;
  }
}
