package graft.page;

import graft.page.GraphDrawing.Box;
import graft.page.GraphDrawing.Mark;
import graft.page.GraphLayout.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A graph as drawings beside each other. */
final class GraphPicture {
  private static final double FONT = 12.5;
  private static final double WIDEST = 260;
  private static final double NARROWEST = 96;
  private static final double PADDING = 10;

  /** Around the boxes; above and below also what leads from panel to panel. */
  private static final double MARGIN = 3;

  private static final double STUB = 34;
  private static final double CORNER = 6;

  private final GraphDrawing graph;
  private final double boxWidth;

  private GraphPicture(GraphDrawing graph) {
    this.graph = graph;
    double widest =
        graph.boxes().stream()
            .flatMap(box -> box.lines().stream())
            .mapToDouble(line -> TextWidth.of(line, FONT))
            .max()
            .orElse(0);
    boxWidth = Math.ceil(Math.max(NARROWEST, Math.min(WIDEST, widest + 2 * PADDING)));
  }

  static Html html(GraphDrawing graph) {
    GraphPicture picture = new GraphPicture(graph);
    List<GraphPanels.Panel> panels = GraphPanels.of(graph);
    List<Html> drawings = new ArrayList<>();
    for (int i = 0; i < panels.size(); i++) {
      String part =
          panels.size() == 1
              ? ""
              : String.format(Locale.ROOT, ", part %d of %d", i + 1, panels.size());
      drawings.add(picture.panel(panels.get(i), graph.title() + part));
    }
    return Html.element(
            "figure",
            Html.element("figcaption", Html.text(graph.title())),
            ScrollBox.around(graph.title(), Html.element("div", drawings).with("class", "panels")))
        .with("class", "graph");
  }

  private Html panel(GraphPanels.Panel panel, String title) {
    GraphLayout layout = new GraphLayout(panel.boxes(), panel.edges(graph), boxWidth);
    double above = panel.before().isEmpty() ? MARGIN : STUB;
    double below = panel.behind().isEmpty() ? MARGIN : STUB;
    List<Html> drawn = new ArrayList<>();
    drawn.add(Html.element("title", Html.text(title)));
    drawn.add(Html.element("desc", Html.text(words(panel.boxes()))));
    layout.edges().forEach(way -> drawn.add(arrow(way)));
    if (!panel.before().isEmpty()) {
      drawn.add(stub(panel.before(), -STUB + 14, new Spot(boxWidth / 2, -STUB + 18), 0));
    }
    if (!panel.behind().isEmpty()) {
      double end = layout.height();
      drawn.add(stub(panel.behind(), end + 29, new Spot(boxWidth / 2, end), end + 16));
    }
    for (Box box : panel.boxes()) {
      Place place = layout.boxes().get(box.id());
      if (place != null) {
        drawn.add(box(box, place));
      }
    }
    double width = layout.width() + 2 * MARGIN;
    double height = layout.height() + above + below;
    String view =
        "%s %s %s %s"
            .formatted(
                SvgPath.text(-MARGIN),
                SvgPath.text(-above),
                SvgPath.text(width),
                SvgPath.text(height));
    return Html.element("svg", drawn)
        .with("role", "img")
        .with("viewBox", view)
        .with("width", SvgPath.text(width))
        .with("height", SvgPath.text(height));
  }

  private Html stub(String name, double textY, Spot from, double to) {
    String fitted = TextWidth.fitted(name, FONT, boxWidth);
    Html text =
        Html.element("text", Html.text(fitted))
            .with("class", "quiet")
            .with("x", SvgPath.text(boxWidth / 2))
            .with("y", SvgPath.text(textY))
            .with("text-anchor", "middle");
    return Html.of(text, arrow(List.of(from, new Spot(from.x(), to))));
  }

  private static Html arrow(List<Spot> way) {
    Spot tip = way.get(way.size() - 1);
    Spot before = way.get(way.size() - 2);
    double dx = Math.signum(tip.x() - before.x());
    double dy = Math.signum(tip.y() - before.y());
    List<Spot> head =
        List.of(
            tip,
            new Spot(tip.x() - 7 * dx - 3.5 * dy, tip.y() - 7 * dy - 3.5 * dx),
            new Spot(tip.x() - 7 * dx + 3.5 * dy, tip.y() - 7 * dy + 3.5 * dx));
    return Html.of(
        SvgCanvas.path(new SvgPath().rounded(way, CORNER), "edge"),
        SvgCanvas.path(new SvgPath().closed(head), "head"));
  }

  private Html box(Box box, Place place) {
    List<Html> drawn = new ArrayList<>();
    drawn.add(
        Html.empty("rect")
            .with("x", SvgPath.text(place.x()))
            .with("y", SvgPath.text(place.y()))
            .with("width", SvgPath.text(place.width()))
            .with("height", SvgPath.text(place.height()))
            .with("rx", "5"));
    String mark = word(box.mark());
    double room = place.width() - 2 * PADDING;
    for (int i = 0; i < box.lines().size(); i++) {
      double taken = i == 0 && !mark.isEmpty() ? TextWidth.of(mark, FONT) + 8 : 0;
      Html text =
          Html.element("text", Html.text(TextWidth.fitted(box.lines().get(i), FONT, room - taken)))
              .with("x", SvgPath.text(place.x() + PADDING))
              .with("y", SvgPath.text(place.y() + 18.5 + 16 * i));
      drawn.add(i == 0 ? text.with("class", "name") : text.with("class", "quiet"));
    }
    if (!mark.isEmpty()) {
      drawn.add(
          Html.element("text", Html.text(mark))
              .with("class", "mark")
              .with("x", SvgPath.text(place.x() + place.width() - PADDING + 2))
              .with("y", SvgPath.text(place.y() + 18.5))
              .with("text-anchor", "end"));
    }
    String style = mark.isEmpty() ? "box" : "box " + mark;
    return Html.element("g", drawn).with("class", style);
  }

  private static String word(Mark mark) {
    return switch (mark) {
      case NONE -> "";
      case NEW -> "new";
      case WIDER -> "wider";
    };
  }

  private static String words(List<Box> boxes) {
    return boxes.stream()
            .map(
                box ->
                    String.join(", ", box.lines())
                        + (box.mark() == Mark.NONE ? "" : " (" + word(box.mark()) + ")"))
            .collect(Collectors.joining("; "))
        + ".";
  }
}
