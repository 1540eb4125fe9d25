package graft.report;

import graft.page.Series.Point;
import graft.train.StepRecords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * A figure of each training step, thinned to what a chart can show: every so many steps the mean of
 * the last ones.
 */
final class StepCurve {
  private static final int MOST_POINTS = 400;

  /** Of all steps, that the running mean is over. */
  private static final int PART = 25;

  private final List<double[]> members; // a row a seed, [steps]
  private final int steps;

  private StepCurve(List<double[]> members) {
    this.members = members;
    this.steps = members.stream().mapToInt(row -> row.length).min().orElse(0);
  }

  /**
   * Of a group; of no steps if those of a member are not known.
   *
   * @param factor by which figures are multiplied
   * @param figures of an epoch, {@code [steps]}
   */
  static StepCurve of(Group group, double factor, Function<StepRecords, double[]> figures) {
    return new StepCurve(
        group.members().stream().map(member -> row(member, factor, figures)).toList());
  }

  private static double[] row(
      Member member, double factor, Function<StepRecords, double[]> figures) {
    return member.history().epochs().stream()
        .flatMapToDouble(epoch -> Arrays.stream(figures.apply(epoch.steps())))
        .map(figure -> factor * figure)
        .toArray();
  }

  /** How many steps the running mean is over. */
  int window() {
    return Math.max(1, steps / PART);
  }

  /**
   * The running mean, and over several seeds the mean of theirs.
   *
   * @param start the number of steps before the first
   */
  List<Point> smooth(int start) {
    List<double[]> means = members.stream().map(this::runningMean).toList();
    List<Point> points = new ArrayList<>();
    for (int step : shown()) {
      Spread spread = Spread.of(means.stream().map(row -> row[step]).toList());
      points.add(new Point(start + step + 1.0, spread.mean(), spread.least(), spread.most()));
    }
    return points;
  }

  /** The first seed's figures as they were, of those steps that are shown. */
  List<Point> single(int start) {
    List<Point> points = new ArrayList<>();
    for (int step : shown()) {
      points.add(Point.of(start + step + 1.0, members.get(0)[step]));
    }
    return points;
  }

  /** Of each step the mean of the last ones up to it; NaN where one of them is not finite. */
  private double[] runningMean(double[] row) {
    double[] means = new double[steps];
    for (int step = 0; step < steps; step++) {
      int from = Math.max(0, step + 1 - window());
      double sum = 0;
      for (int i = from; i <= step; i++) {
        sum += row[i];
      }
      means[step] = Double.isFinite(sum) ? sum / (step + 1 - from) : Double.NaN;
    }
    return means;
  }

  /**
   * The first, the last, and others between them at equal distances; counted from 0. The first is
   * the one whose mean is over a quarter of the window: that of fewer steps is their luck.
   */
  private List<Integer> shown() {
    int first = Math.max(0, window() / 4 - 1);
    int points = Math.min(steps - first, MOST_POINTS);
    List<Integer> shown = new ArrayList<>();
    for (int i = 0; i < points; i++) {
      long between = points == 1 ? 0 : (long) i * (steps - 1 - first) / (points - 1);
      shown.add(first + Math.toIntExact(between));
    }
    return shown;
  }
}
