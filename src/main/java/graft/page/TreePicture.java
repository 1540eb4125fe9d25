package graft.page;

import java.util.ArrayList;
import java.util.List;

/** A tree as nested lists, which the page's style connects. */
final class TreePicture {
  private TreePicture() {}

  static Html html(TreeDrawing tree) {
    Html list = level(tree.roots()).with("class", "tree").with("aria-label", tree.title());
    return ScrollBox.around(tree.title(), list);
  }

  private static Html level(List<TreeDrawing.Node> nodes) {
    return Html.element("ul", nodes.stream().map(TreePicture::node).toList());
  }

  private static Html node(TreeDrawing.Node node) {
    List<Html> card = new ArrayList<>();
    card.add(Html.element("b", Html.text(node.name())));
    node.lines().forEach(line -> card.add(Html.element("span", Html.text(line))));
    Html box = Html.element("div", card).with("class", node.marked() ? "node marked" : "node");
    return Html.element("li", box, node.children().isEmpty() ? Html.NONE : level(node.children()));
  }
}
