package graft.page;

import graft.page.Series.Point;
import java.util.ArrayList;
import java.util.List;

/** Which line is which; it holds the lines' values too, for the page's script. */
final class Legend {
  private static final Spot MIDDLE = new Spot(14, 7);
  private static final List<Spot> ACROSS = List.of(new Spot(0, 7), new Spot(28, 7));

  private Legend() {}

  static Html of(LineChart chart) {
    List<Html> entries = new ArrayList<>();
    for (int i = 0; i < chart.series().size(); i++) {
      Series series = chart.series().get(i);
      if (ChartFrame.named(series) && !series.points().isEmpty()) {
        entries.add(entry(chart, i));
      }
    }
    ChartFrame.levels(chart).forEach(level -> entries.add(entry(level)));
    return Html.element("ul", entries).with("class", "legend");
  }

  private static Html entry(LineChart chart, int index) {
    Series series = chart.series().get(index);
    SvgCanvas canvas = new SvgCanvas();
    canvas.path(series.stroke(), series.slot(), ACROSS);
    canvas.markers(series.slot(), List.of(MIDDLE));
    List<Point> points = Thinning.of(series.points(), ChartSize.WIDE.points());
    List<String> values = points.stream().map(point -> Figures.precise(point.y())).toList();
    Html entry =
        Html.element("span", sample(canvas), Html.text(series.name()))
            .with("class", SvgCanvas.slot(series.slot()))
            .with("data-of", drawnAs(chart, index))
            .with("data-x", LinePicture.places(points))
            .with("data-y", String.join(" ", values).replace("not finite", "-"));
    return Html.element("li", entry);
  }

  /** A line and the pale ones that it is the mean of. */
  private static String drawnAs(LineChart chart, int index) {
    List<String> all = new ArrayList<>(List.of(Integer.toString(index)));
    for (int i = 0; i < chart.series().size(); i++) {
      Series other = chart.series().get(i);
      if (!ChartFrame.named(other) && other.slot() == chart.series().get(index).slot()) {
        all.add(Integer.toString(i));
      }
    }
    return String.join(" ", all);
  }

  private static Html entry(LineChart.Level level) {
    SvgCanvas canvas = new SvgCanvas();
    canvas.line(Canvas.Ink.LEVEL, ACROSS.get(0), ACROSS.get(1));
    Html entry =
        Html.element(
            "span",
            sample(canvas),
            Html.text(level.label() + " "),
            Html.quiet(Figures.precise(level.y())));
    return Html.element("li", entry);
  }

  private static Html sample(SvgCanvas canvas) {
    return Html.element("svg", canvas.html())
        .with("width", "28")
        .with("height", "14")
        .with("aria-hidden", "true");
  }
}
