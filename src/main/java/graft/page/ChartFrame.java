package graft.page;

import graft.page.LineChart.Level;
import graft.page.Series.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** Where everything of a line chart lies, for a size. */
final class ChartFrame {
  /** Of labels, by the font's size. */
  private static final double LINE = 1.3;

  private static final double WIDEST_LABEL = 0.34;
  private static final int ROOM_OF_A_ROW = 38;
  private static final int MOST_COLUMNS = 11;

  /** From the plot to a label: a leader, and the label's marker. */
  static final double TO_LABEL = 30;

  final LineChart chart;
  final ChartSize size;
  final Axis x;
  final Axis y;
  final double left;
  final double right;
  final double top;
  final double bottom;
  final List<EndLabel> labels;

  ChartFrame(LineChart chart, ChartSize size) {
    this.chart = chart;
    this.size = size;
    double font = size.font();
    top = chart.yLabel().isEmpty() ? font * 0.8 : font * 2;
    bottom = size.height() - font * (chart.xLabel().isEmpty() ? 1.8 : 3.1);
    y = Ticks.around(heights(chart), chart.scale(), (int) ((bottom - top) / ROOM_OF_A_ROW) + 1);
    double widest =
        y.labels().stream().mapToDouble(text -> TextWidth.of(text, font)).max().orElse(0);
    left = Math.ceil(widest + 8);
    List<String> names = labelled(chart, size, bottom - top);
    double room = names.stream().mapToDouble(name -> TextWidth.of(name, font)).max().orElse(0);
    double margin =
        names.isEmpty() ? font : TO_LABEL + Math.min(room, size.width() * WIDEST_LABEL) + 2;
    right = size.width() - Math.ceil(margin);
    x = bottomAxis(places(chart));
    labels = names.isEmpty() ? List.of() : placeLabels();
  }

  /** As many ticks as have room for their figures. */
  private Axis bottomAxis(double[] places) {
    for (int most = MOST_COLUMNS; most > 2; most--) {
      Axis axis = Ticks.between(places, most);
      double room = (right - left) / Math.max(1, axis.ticks().size() - 1);
      double widest =
          axis.labels().stream()
              .mapToDouble(text -> TextWidth.of(text, size.font()))
              .max()
              .orElse(0);
      if (widest + 2 * size.font() <= room) {
        return axis;
      }
    }
    return Ticks.between(places, 2);
  }

  /** Whether a line has a label, a legend entry and a place in the description. */
  static boolean named(Series series) {
    return series.stroke() != Series.Stroke.FAINT;
  }

  /** Names of all that has a label; none if they have no room. */
  private static List<String> labelled(LineChart chart, ChartSize size, double height) {
    List<String> names =
        Stream.concat(
                chart.series().stream()
                    .filter(ChartFrame::named)
                    .filter(series -> series.points().stream().anyMatch(p -> drawn(chart, p)))
                    .map(Series::name),
                levels(chart).map(Level::label))
            .toList();
    boolean fit = names.size() * size.font() * LINE <= height + size.font();
    return size.endLabels() && fit ? names : List.of();
  }

  private List<EndLabel> placeLabels() {
    List<EndLabel> wanted = new ArrayList<>();
    double room = size.width() - right - TO_LABEL;
    for (Series series : chart.series()) {
      Optional<Point> last = named(series) ? last(series) : Optional.empty();
      last.ifPresent(point -> wanted.add(label(series.name(), series.slot(), spot(point), room)));
    }
    levels(chart)
        .forEach(
            level ->
                wanted.add(label(level.label(), -1, new Spot(right, height(level.y())), room)));
    double[] centres =
        Spread.centres(
            wanted.stream().mapToDouble(EndLabel::y).toArray(),
            size.font() * LINE,
            top - size.font(),
            bottom + size.font() / 2);
    List<EndLabel> placed = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      EndLabel label = wanted.get(i);
      placed.add(new EndLabel(label.text(), label.slot(), label.from(), centres[i]));
    }
    return placed;
  }

  private EndLabel label(String name, int slot, Spot from, double room) {
    return new EndLabel(TextWidth.fitted(name, size.font(), room), slot, from, from.y());
  }

  /** The last point of a line that can be drawn. */
  Optional<Point> last(Series series) {
    return series.points().stream().filter(point -> drawn(chart, point)).reduce((a, b) -> b);
  }

  /** The lines without their gaps. */
  List<List<Point>> runs(Series series) {
    List<List<Point>> runs = new ArrayList<>();
    boolean broken = true;
    for (Point point : Thinning.of(series.points(), size.points())) {
      if (!drawn(chart, point)) {
        broken = true;
        continue;
      }
      if (broken) {
        runs.add(new ArrayList<>());
        broken = false;
      }
      runs.get(runs.size() - 1).add(point);
    }
    return runs;
  }

  Spot spot(Point point) {
    return new Spot(place(point.x()), height(point.y()));
  }

  double place(double value) {
    return left + (right - left) * x.share(value);
  }

  /** Of a value; of one outside the axis, the edge. */
  double height(double value) {
    double share = Math.max(0, Math.min(1, y.share(value)));
    return bottom - (bottom - top) * (Double.isNaN(share) ? 0 : share);
  }

  static boolean drawn(LineChart chart, Point point) {
    return Ticks.drawable(point.y(), chart.scale())
        && Ticks.drawable(point.x(), LineChart.Scale.LINEAR);
  }

  static Stream<Level> levels(LineChart chart) {
    return chart.levels().stream().filter(level -> Ticks.drawable(level.y(), chart.scale()));
  }

  private static double[] heights(LineChart chart) {
    DoubleStream ofLines =
        chart.series().stream()
            .flatMap(series -> series.points().stream())
            .filter(point -> drawn(chart, point))
            .flatMapToDouble(point -> DoubleStream.of(point.y(), point.low(), point.high()));
    return DoubleStream.concat(ofLines, levels(chart).mapToDouble(Level::y))
        .filter(value -> Ticks.drawable(value, chart.scale()))
        .toArray();
  }

  private static double[] places(LineChart chart) {
    return chart.series().stream()
        .flatMap(series -> series.points().stream())
        .filter(point -> drawn(chart, point))
        .mapToDouble(Point::x)
        .toArray();
  }
}
