package graft.page;

/** A graph as a drawing. */
final class GraphPicture {
  private GraphPicture() {}

  static Html html(GraphDrawing graph) {
    return ScrollBox.around(
        graph.title(),
        Html.list(
            graph.boxes().stream().map(box -> Html.text(String.join(", ", box.lines()))).toList()));
  }
}
