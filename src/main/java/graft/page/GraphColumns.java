package graft.page;

import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Edge;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which row and which column each box of a graph is. A box is a row below the lowest that leads
 * to it. The longest path is the first column; what is left falls into chains, each in the first
 * column that is free from the row behind which it branches off to the row where it joins again.
 */
final class GraphColumns {
  private final Map<String, Integer> rows = new HashMap<>();
  private final Map<String, Integer> columns = new HashMap<>();
  private final Map<String, List<String>> sources = new HashMap<>();
  private final Map<String, List<String>> targets = new HashMap<>();

  /** By column, the id of the first box of the chain that has a row. */
  private final List<Map<Integer, String>> owners = new ArrayList<>();

  private final Map<String, String> chains = new HashMap<>();

  GraphColumns(List<Box> boxes, List<Edge> edges) {
    for (Box box : boxes) {
      sources.put(box.id(), new ArrayList<>());
      targets.put(box.id(), new ArrayList<>());
    }
    for (Edge edge : edges) {
      sources.get(edge.to()).add(edge.from());
      targets.get(edge.from()).add(edge.to());
    }
    for (Box box : boxes) {
      int above = sources.get(box.id()).stream().mapToInt(rows::get).max().orElse(-1);
      rows.put(box.id(), above + 1);
    }
    Map<String, Integer> below = new HashMap<>();
    for (int i = boxes.size() - 1; i >= 0; i--) {
      String id = boxes.get(i).id();
      below.put(id, 1 + targets.get(id).stream().mapToInt(below::get).max().orElse(0));
    }
    boxes.stream()
        .map(Box::id)
        .filter(id -> sources.get(id).isEmpty())
        .max(Comparator.comparing(below::get))
        .ifPresent(first -> place(chain(first, below)));
    for (Box box : boxes) {
      if (!columns.containsKey(box.id())) {
        place(chain(box.id(), below));
      }
    }
  }

  /** From a box on, always to the box with most rows below it that is in no chain yet. */
  private List<String> chain(String first, Map<String, Integer> below) {
    List<String> chain = new ArrayList<>(List.of(first));
    String last = first;
    while (true) {
      var next =
          targets.get(last).stream()
              .filter(id -> !columns.containsKey(id))
              .max(Comparator.comparing(below::get));
      if (next.isEmpty()) {
        return chain;
      }
      last = next.get();
      chain.add(last);
    }
  }

  private void place(List<String> chain) {
    String first = chain.get(0);
    String last = chain.get(chain.size() - 1);
    int from =
        sources.get(first).stream().mapToInt(id -> rows.get(id) + 1).min().orElse(row(first));
    int to = targets.get(last).stream().mapToInt(id -> rows.get(id) - 1).max().orElse(row(last));
    int column = 0;
    while (column < owners.size() && !isFree(column, from, Math.max(to, row(last)), "")) {
      column++;
    }
    if (column == owners.size()) {
      owners.add(new HashMap<>());
    }
    for (int row = from; row <= Math.max(to, row(last)); row++) {
      owners.get(column).put(row, first);
    }
    for (String id : chain) {
      columns.put(id, column);
      chains.put(id, first);
    }
  }

  private boolean isFree(int column, int from, int to, String butFor) {
    for (int row = from; row <= to; row++) {
      String owner = owners.get(column).get(row);
      if (owner != null && !owner.equals(butFor)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a line can go down the column of {@code of} without meeting a box or another line. */
  boolean isClear(String of, String from, String to) {
    int column = column(of);
    boolean boxes =
        columns.entrySet().stream()
            .filter(box -> box.getValue() == column)
            .mapToInt(box -> row(box.getKey()))
            .anyMatch(row -> row > row(from) && row < row(to));
    return !boxes && isFree(column, row(from) + 1, row(to) - 1, chain(of));
  }

  private String chain(String id) {
    return chains.getOrDefault(id, id);
  }

  int row(String id) {
    return rows.getOrDefault(id, 0);
  }

  int column(String id) {
    return columns.getOrDefault(id, 0);
  }

  int rows() {
    return rows.values().stream().mapToInt(row -> row + 1).max().orElse(0);
  }

  int columns() {
    return owners.size();
  }
}
