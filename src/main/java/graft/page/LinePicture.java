package graft.page;

import graft.page.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A line chart as a figure of a page: for screens and for phones, of which one is shown. */
final class LinePicture {
  private LinePicture() {}

  static Html html(LineChart chart) {
    ChartFrame wide = new ChartFrame(chart, ChartSize.WIDE);
    ChartFrame narrow = new ChartFrame(chart, ChartSize.NARROW);
    return Html.element(
            "figure",
            Html.element("figcaption", Html.text(chart.title())),
            svg(wide, "wide"),
            svg(narrow, "narrow"),
            Legend.of(chart))
        .with("class", "chart");
  }

  private static Html svg(ChartFrame frame, String name) {
    SvgCanvas canvas = new SvgCanvas();
    ChartPainter.paint(frame, canvas);
    Html svg =
        Html.element(
            "svg",
            Html.element("title", Html.text(frame.chart.title())),
            Html.element("desc", Html.text(ChartWords.of(frame.chart))),
            canvas.html(),
            SvgCanvas.path(new SvgPath(), "cursor"));
    String plot = numbers(frame.left, frame.top, frame.right, frame.bottom, frame.size.width());
    return svg.with("class", name)
        .with("viewBox", numbers(0, 0, frame.size.width(), frame.size.height()))
        .with("role", "img")
        .with("data-plot", plot)
        .with("data-x", frame.x.low() + " " + frame.x.high())
        .with("data-name", frame.chart.xLabel());
  }

  private static String numbers(double... numbers) {
    List<String> texts = new ArrayList<>();
    for (double number : numbers) {
      texts.add(SvgPath.text(number));
    }
    return String.join(" ", texts);
  }

  /** The places of points; of equally distant ones the first, the distance and how many. */
  static String places(List<Point> points) {
    double first = points.get(0).x();
    double step = points.size() > 1 ? points.get(1).x() - first : 1;
    boolean even = step == Math.rint(step) && first == Math.rint(first);
    List<String> places = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      even &= points.get(i).x() == first + i * step;
      places.add(Figures.precise(points.get(i).x()));
    }
    return even && points.size() > 2
        ? String.format(
            Locale.ROOT, "%s:%s:%d", Figures.shortest(first), Figures.shortest(step), points.size())
        : String.join(" ", places);
  }
}
