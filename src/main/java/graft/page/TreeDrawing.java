package graft.page;

import java.util.List;

/**
 * What came from what.
 *
 * @param title what is shown
 * @param roots what came from nothing shown
 */
public record TreeDrawing(String title, List<Node> roots) implements Part {
  /** Roots are copied. */
  public TreeDrawing {
    roots = List.copyOf(roots);
  }

  /**
   * A node.
   *
   * @param name of it
   * @param lines what is said of it; may be none
   * @param marked whether it stands out: the one that the page is about
   * @param children what came from it
   */
  public record Node(String name, List<String> lines, boolean marked, List<Node> children) {
    /** Lines and children are copied. */
    public Node {
      lines = List.copyOf(lines);
      children = List.copyOf(children);
    }
  }

  @Override
  public Html html() {
    return TreePicture.html(this);
  }
}
