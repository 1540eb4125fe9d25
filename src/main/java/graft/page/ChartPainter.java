package graft.page;

import graft.page.Canvas.Anchor;
import graft.page.Canvas.Ink;
import graft.page.Series.Point;
import graft.page.Series.Stroke;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Draws a line chart: behind first, before last. */
final class ChartPainter {
  /** So many points of a line have a marker each; of longer ones only the last. */
  private static final int MARKED = 32;

  private final ChartFrame frame;
  private final Canvas canvas;
  private final double font;

  private ChartPainter(ChartFrame frame, Canvas canvas) {
    this.frame = frame;
    this.canvas = canvas;
    this.font = frame.size.font();
  }

  static void paint(ChartFrame frame, Canvas canvas) {
    ChartPainter painter = new ChartPainter(frame, canvas);
    painter.grid();
    painter.axisLabels();
    painter.levels();
    painter.lines();
  }

  private void grid() {
    for (int i = 0; i < frame.y.ticks().size(); i++) {
      double y = frame.height(frame.y.ticks().get(i));
      canvas.line(Ink.GRID, new Spot(frame.left, y), new Spot(frame.right, y));
      Spot at = new Spot(frame.left - 6, y + font * 0.35);
      canvas.text(frame.y.labels().get(i), at, Anchor.END, true);
    }
    Spot corner = new Spot(frame.left, frame.bottom);
    canvas.line(Ink.AXIS, corner, new Spot(frame.right, frame.bottom));
    for (int i = 0; i < frame.x.ticks().size(); i++) {
      double x = frame.place(frame.x.ticks().get(i));
      canvas.line(Ink.AXIS, new Spot(x, frame.bottom), new Spot(x, frame.bottom + 4));
      Spot at = new Spot(x, frame.bottom + 5 + font);
      canvas.text(frame.x.labels().get(i), at, Anchor.MIDDLE, true);
    }
  }

  private void axisLabels() {
    LineChart chart = frame.chart;
    if (!chart.yLabel().isEmpty()) {
      canvas.text(chart.yLabel(), new Spot(0, font), Anchor.START, true);
    }
    if (!chart.xLabel().isEmpty()) {
      Spot at = new Spot((frame.left + frame.right) / 2, frame.size.height() - font * 0.4);
      canvas.text(chart.xLabel(), at, Anchor.MIDDLE, true);
    }
  }

  private void levels() {
    ChartFrame.levels(frame.chart)
        .forEach(
            level -> {
              double y = frame.height(level.y());
              canvas.line(Ink.LEVEL, new Spot(frame.left, y), new Spot(frame.right, y));
            });
    frame.labels.stream().filter(label -> label.slot() < 0).forEach(this::levelLabel);
  }

  private void levelLabel(EndLabel label) {
    double start = frame.right + ChartFrame.TO_LABEL;
    canvas.line(Ink.LEVEL, label.from(), new Spot(start - 5, label.y()));
    canvas.text(label.text(), new Spot(start, label.y() + font * 0.35), Anchor.START, false);
  }

  private void lines() {
    List<EndLabel> labels = new ArrayList<>(frame.labels);
    for (int i = 0; i < frame.chart.series().size(); i++) {
      Series series = frame.chart.series().get(i);
      List<List<Point>> runs = frame.runs(series);
      if (runs.isEmpty()) {
        continue;
      }
      canvas.series(i);
      for (List<Point> run : runs) {
        band(series, run);
      }
      for (List<Point> run : runs) {
        canvas.path(series.stroke(), series.slot(), run.stream().map(frame::spot).toList());
      }
      if (ChartFrame.named(series)) {
        canvas.markers(series.slot(), marked(series, runs));
        if (!labels.isEmpty()) {
          label(labels.remove(0));
        }
      }
    }
  }

  private void band(Series series, List<Point> run) {
    if (run.stream().noneMatch(point -> point.low() < point.high())) {
      return;
    }
    List<Spot> outline = new ArrayList<>();
    for (Point point : run) {
      outline.add(new Spot(frame.place(point.x()), frame.height(orElse(point.high(), point.y()))));
    }
    List<Point> back = new ArrayList<>(run);
    Collections.reverse(back);
    for (Point point : back) {
      outline.add(new Spot(frame.place(point.x()), frame.height(orElse(point.low(), point.y()))));
    }
    canvas.band(series.slot(), outline);
  }

  private static double orElse(double edge, double line) {
    return Double.isNaN(edge) ? line : edge;
  }

  /** The points with a marker: all of few, else the last, and those that have no neighbour. */
  private List<Spot> marked(Series series, List<List<Point>> runs) {
    List<Spot> marked = new ArrayList<>();
    boolean all = series.points().size() <= MARKED && series.stroke() != Stroke.FAINT;
    for (List<Point> run : runs) {
      boolean last = run == runs.get(runs.size() - 1);
      if (all || run.size() == 1) {
        run.forEach(point -> marked.add(frame.spot(point)));
      } else if (last) {
        marked.add(frame.spot(run.get(run.size() - 1)));
      }
    }
    return marked;
  }

  private void label(EndLabel label) {
    double start = frame.right + ChartFrame.TO_LABEL;
    Spot marker = new Spot(start - 9, label.y());
    boolean atTheEdge = frame.right - label.from().x() < 2;
    if (atTheEdge) {
      Spot from = new Spot(label.from().x() + 6, label.from().y());
      canvas.leader(label.slot(), from, new Spot(marker.x() - 6, marker.y()));
    }
    canvas.markers(label.slot(), List.of(marker));
    canvas.text(label.text(), new Spot(start, label.y() + font * 0.35), Anchor.START, false);
  }
}
