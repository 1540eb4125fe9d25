package graft.page;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A directed graph without cycles, from top to bottom.
 *
 * @param title what is shown
 * @param boxes in topological order
 * @param edges between them
 */
public record GraphDrawing(String title, List<Box> boxes, List<Edge> edges) implements Part {
  /**
   * Boxes and edges are copied.
   *
   * @throws IllegalArgumentException if two boxes share an id, or an edge does not lead from a box
   *     to one behind it
   */
  public GraphDrawing {
    boxes = List.copyOf(boxes);
    edges = List.copyOf(edges);
    Set<String> ids = new HashSet<>();
    for (Box box : boxes) {
      if (!ids.add(box.id())) {
        throw new IllegalArgumentException("two boxes are called '" + box.id() + "'");
      }
    }
    List<String> order = boxes.stream().map(Box::id).toList();
    for (Edge edge : edges) {
      if (!ids.contains(edge.from()) || order.indexOf(edge.from()) >= order.indexOf(edge.to())) {
        throw new IllegalArgumentException(
            "an edge leads from '%s' to '%s', expected a box and one behind it"
                .formatted(edge.from(), edge.to()));
      }
    }
  }

  /**
   * A box.
   *
   * @param id by which edges name it
   * @param lines what stands in it, at most three; the first stands out
   * @param mark whether it stands out among the boxes
   */
  public record Box(String id, List<String> lines, Mark mark) {
    /**
     * Lines are copied.
     *
     * @throws IllegalArgumentException if there is none, or more than three
     */
    public Box {
      lines = List.copyOf(lines);
      if (lines.isEmpty() || lines.size() > 3) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT, "the box '%s' has %d lines, expected 1 to 3", id, lines.size()));
      }
    }
  }

  /** What is said of a box by its colour and a word. */
  public enum Mark {
    /** Nothing. */
    NONE,
    /** It was not there before. */
    NEW,
    /** It was narrower before. */
    WIDER
  }

  /**
   * An arrow.
   *
   * @param from the id of a box
   * @param to the id of one behind it
   */
  public record Edge(String from, String to) {}

  @Override
  public Html html() {
    return GraphPicture.html(this);
  }
}
