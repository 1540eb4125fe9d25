package graft.report;

import graft.page.LineChart;
import graft.page.LineChart.Level;
import graft.page.LineChart.Scale;
import graft.page.Series;
import graft.page.Series.Point;
import graft.page.Series.Stroke;
import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.StepRecords;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Learning curves, by epoch and by step. A network that grew from another one of the page goes on
 * where that ended. Lines of several seeds are means, with a band from the smallest to the largest.
 */
final class Curves {
  /** From the ratio of the largest to the smallest value on, differences show in a ratio scale. */
  private static final double WORTH_RATIOS = 8;

  private final Overview overview;

  Curves(Overview overview) {
    this.overview = overview;
  }

  /** Those that there is something to draw of. */
  List<LineChart> all() {
    List<LineChart> charts = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      byEpoch(kind).ifPresent(charts::add);
    }
    for (Kind kind : Kind.values()) {
      byStep(kind).ifPresent(charts::add);
    }
    return charts;
  }

  /** What goes up. */
  @SuppressWarnings("ImmutableEnumChecker") // its functions are method references
  private enum Kind {
    LOSS("loss", "nats", 1, Evaluation::loss, EpochRecord::loss, StepRecords::losses),
    ACCURACY(
        "accuracy", "%", 100, Evaluation::accuracy, EpochRecord::accuracy, StepRecords::accuracies);

    final String name;
    final String unit;
    final double factor;
    final ToDoubleFunction<Evaluation> validation;
    final ToDoubleFunction<EpochRecord> training;
    final Function<StepRecords, double[]> steps;

    Kind(
        String name,
        String unit,
        double factor,
        ToDoubleFunction<Evaluation> validation,
        ToDoubleFunction<EpochRecord> training,
        Function<StepRecords, double[]> steps) {
      this.name = name;
      this.unit = unit;
      this.factor = factor;
      this.validation = validation;
      this.training = training;
      this.steps = steps;
    }

    String axis() {
      return name + ", " + unit;
    }

    double of(Evaluation evaluation) {
      return factor * validation.applyAsDouble(evaluation);
    }
  }

  private boolean isAlone() {
    return overview.groups().size() == 1;
  }

  private Optional<LineChart> byEpoch(Kind kind) {
    List<Series> series = new ArrayList<>();
    for (Group group : overview.groups()) {
      if (isAlone()) {
        series.add(new Series("training", 1, Stroke.DASHED, training(group, kind)));
      }
      int slot = series.size() - (isAlone() ? 1 : 0);
      String name = isAlone() ? "validation" : group.name();
      series.add(new Series(name, slot, stroke(group), validation(group, kind)));
    }
    if (areEmpty(series)) {
      return Optional.empty();
    }
    String title = isAlone() ? "Training and validation " : "Validation ";
    return Optional.of(
        new LineChart(
            title + kind.name + " after each epoch",
            "epochs",
            kind.axis(),
            scale(kind, series),
            series,
            levels(kind)));
  }

  private List<Point> validation(Group group, Kind kind) {
    int start = overview.ancestry().epochsBefore(group.first());
    List<Point> points = new ArrayList<>();
    points.add(point(start, group.spread(m -> kind.of(m.history().before()))));
    for (int i = 0; i < group.epochs(); i++) {
      int epoch = i;
      points.add(
          point(
              start + i + 1.0,
              group.spread(m -> kind.of(m.history().epochs().get(epoch).validation()))));
    }
    return points;
  }

  private static List<Point> training(Group group, Kind kind) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < group.epochs(); i++) {
      int epoch = i;
      points.add(
          point(
              i + 1.0,
              group.spread(
                  m ->
                      kind.factor * kind.training.applyAsDouble(m.history().epochs().get(epoch)))));
    }
    return points;
  }

  private static Point point(double x, Spread spread) {
    return new Point(x, spread.mean(), spread.least(), spread.most());
  }

  private Optional<LineChart> byStep(Kind kind) {
    List<Series> series = new ArrayList<>();
    int window = 0;
    for (Group group : overview.groups()) {
      StepCurve curve = StepCurve.of(group, kind.factor, kind.steps);
      int start = overview.ancestry().stepsBefore(group.first());
      int slot = series.size();
      if (isAlone() && !group.hasSeveral()) {
        series.add(new Series("each step", slot, Stroke.FAINT, curve.single(start)));
      }
      String name = isAlone() ? "training" : group.name();
      series.add(new Series(name, slot, stroke(group), curve.smooth(start)));
      window = Math.max(window, curve.window());
    }
    if (areEmpty(series)) {
      return Optional.empty();
    }
    String mean =
        window == 1 ? "" : String.format(Locale.ROOT, ", the mean of the last %d steps", window);
    return Optional.of(
        new LineChart(
            "Training %s at each step%s".formatted(kind.name, mean),
            "training steps",
            kind.axis(),
            scale(kind, series),
            series,
            List.of()));
  }

  private static boolean areEmpty(List<Series> series) {
    return series.stream().noneMatch(line -> line.points().size() > 1);
  }

  /** Baselines, whose new weights were drawn at random, are dashed. */
  private static Stroke stroke(Group group) {
    return group.name().contains("random") ? Stroke.DASHED : Stroke.SOLID;
  }

  private static Scale scale(Kind kind, List<Series> series) {
    if (kind == Kind.ACCURACY) {
      return Scale.LINEAR;
    }
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (Series line : series) {
      for (Point point : line.points()) {
        if (Double.isFinite(point.y())) {
          least = Math.min(least, point.y());
          most = Math.max(most, point.y());
        }
      }
    }
    return least > 0 && most / least > WORTH_RATIOS ? Scale.LOGARITHMIC : Scale.LINEAR;
  }

  /** Where those ended that others grew from. */
  private List<Level> levels(Kind kind) {
    List<Level> levels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Group group : overview.groups()) {
      Optional<Group> parent = overview.parent(group);
      if (parent.isPresent() && names.add(parent.get().name())) {
        Spread level = parent.get().spread(m -> kind.of(m.kept()));
        if (level.isKnown()) {
          levels.add(new Level(parent.get().name() + "'s level", level.mean()));
        }
      }
    }
    return levels;
  }
}
