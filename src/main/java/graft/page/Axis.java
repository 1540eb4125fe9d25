package graft.page;

import java.util.List;

/**
 * How values lie along an edge of a chart.
 *
 * @param low the value at its beginning
 * @param high the value at its end, above {@code low}
 * @param scale between them
 * @param ticks values with a line and a figure, ascending, within the two
 * @param labels a figure a tick
 */
record Axis(
    double low, double high, LineChart.Scale scale, List<Double> ticks, List<String> labels) {
  Axis {
    ticks = List.copyOf(ticks);
    labels = List.copyOf(labels);
  }

  /** Whether a value has a place on it. */
  boolean holds(double value) {
    return value >= low && value <= high;
  }

  /** How far along it a value lies: 0 at its beginning, 1 at its end. */
  double share(double value) {
    return scale == LineChart.Scale.LOGARITHMIC
        ? Math.log(value / low) / Math.log(high / low)
        : (value - low) / (high - low);
  }
}
