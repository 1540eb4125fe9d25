package graft.page;

import graft.page.Series.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A line chart in words, for those who do not see it. */
final class ChartWords {
  private ChartWords() {}

  static String of(LineChart chart) {
    List<String> sentences = new ArrayList<>();
    String logarithmic = chart.scale() == LineChart.Scale.LOGARITHMIC ? ", logarithmic" : "";
    sentences.add("%s by %s%s.".formatted(chart.yLabel(), chart.xLabel(), logarithmic));
    for (Series series : chart.series()) {
      if (ChartFrame.named(series)) {
        sentences.add(of(chart, series));
      }
    }
    chart
        .levels()
        .forEach(
            level -> sentences.add("%s: %s.".formatted(level.label(), Figures.precise(level.y()))));
    return String.join(" ", sentences);
  }

  private static String of(LineChart chart, Series series) {
    List<Point> points =
        series.points().stream().filter(point -> ChartFrame.drawn(chart, point)).toList();
    if (points.isEmpty()) {
      return series.name() + ": no values.";
    }
    Comparator<Point> byHeight = Comparator.comparingDouble(Point::y);
    Point first = points.get(0);
    Point last = points.get(points.size() - 1);
    if (points.size() == 1) {
      return "%s: %s.".formatted(series.name(), at(first));
    }
    return "%s: from %s to %s, lowest %s, highest %s."
        .formatted(
            series.name(),
            at(first),
            at(last),
            at(points.stream().min(byHeight).orElse(first)),
            at(points.stream().max(byHeight).orElse(first)));
  }

  private static String at(Point point) {
    return "%s at %s".formatted(Figures.precise(point.y()), Figures.precise(point.x()));
  }
}
