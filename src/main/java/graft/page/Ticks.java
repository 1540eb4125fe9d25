package graft.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** Round numbers for a chart's edges: powers of ten, and small multiples of them. */
final class Ticks {
  /** Beyond it a difference of two values may not be a number any more. */
  private static final double LARGEST = 1e300;

  private static final double SMALLEST = 1 / LARGEST;

  /** Below this ratio of its ends a logarithmic axis has too few round numbers of its own. */
  private static final double NARROW = 4;

  /** Multiples of powers of ten on a logarithmic axis, the finest first. */
  private static final int[][] FINE = {{1, 2, 5}, {1, 3}, {1}};

  private Ticks() {}

  /** Whether a value can be drawn on a scale. */
  static boolean drawable(double value, LineChart.Scale scale) {
    boolean positive = scale == LineChart.Scale.LINEAR || value >= SMALLEST;
    return Math.abs(value) <= LARGEST && positive;
  }

  /**
   * An axis from a round number at or below all values to one at or above them.
   *
   * @param values drawable ones; without any, the axis goes from 0, or a tenth, to 1
   * @param most ticks that have room, at least 2
   */
  static Axis around(double[] values, LineChart.Scale scale, int most) {
    boolean logarithmic = scale == LineChart.Scale.LOGARITHMIC;
    double low = DoubleStream.of(values).min().orElse(logarithmic ? 0.1 : 0);
    double high = DoubleStream.of(values).max().orElse(1);
    if (logarithmic && high / low >= NARROW) {
      return byRatios(low, high, most);
    }
    if (asGoodAsEqual(low, high)) {
      double room = Math.abs(low) < SMALLEST ? 1 : Math.abs(low) * 0.1;
      low -= room;
      high += room;
    }
    double step = step(high - low, most - 1);
    double first = Math.floor(low / step + 1e-6);
    double last = Math.ceil(high / step - 1e-6);
    if (logarithmic && first <= 0) {
      return byRatios(low, high, most);
    }
    List<Double> ticks = multiples(step, first, last);
    return new Axis(
        Math.min(low, ticks.get(0)),
        Math.max(high, ticks.get(ticks.size() - 1)),
        scale,
        ticks,
        Figures.alike(ticks));
  }

  /**
   * An axis that begins and ends with the values, with round numbers between.
   *
   * @param values finite ones; without any, the axis goes from 0 to 1
   * @param most ticks that have room, at least 2
   */
  static Axis between(double[] values, int most) {
    double low = DoubleStream.of(values).min().orElse(0);
    double high = DoubleStream.of(values).max().orElse(1);
    boolean whole = DoubleStream.of(values).allMatch(value -> value == Math.rint(value));
    if (asGoodAsEqual(low, high)) {
      double room = Math.max(1, Math.abs(low) * 0.1);
      low -= room;
      high += room;
    }
    double step = step(high - low, most - 1);
    if (whole) {
      step = Math.max(1, step);
    }
    List<Double> ticks =
        multiples(step, Math.ceil(low / step - 1e-6), Math.floor(high / step + 1e-6));
    return new Axis(low, high, LineChart.Scale.LINEAR, ticks, Figures.alike(ticks));
  }

  /** Whether there are no round numbers between that a double can tell apart. */
  private static boolean asGoodAsEqual(double low, double high) {
    return high - low <= Math.max(SMALLEST, Math.max(Math.abs(low), Math.abs(high)) * 1e-9);
  }

  /** The smallest of 1, 2 and 5 times powers of ten of which at most so many lie in a range. */
  private static double step(double range, int most) {
    double least = range / most;
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    for (int factor : new int[] {1, 2, 5}) {
      // A range that is a multiple of the step needs no further one for rounding.
      if (factor * power >= least * (1 - 1e-9)) {
        return factor * power;
      }
    }
    return 10 * power;
  }

  private static List<Double> multiples(double step, double first, double last) {
    List<Double> ticks = new ArrayList<>();
    for (double i = first; i <= last; i++) {
      // Dividing keeps 3 / 10 from becoming 0.30000000000000004.
      ticks.add(step < 1 ? i / Math.rint(1 / step) : i * step);
    }
    return ticks;
  }

  /** Of a wide logarithmic axis: as many of the finer numbers as have room. */
  private static Axis byRatios(double low, double high, int most) {
    for (int[] factors : FINE) {
      List<Double> ticks = ticks(low, high, factors);
      if (ticks.size() <= most) {
        return axis(low, high, ticks);
      }
    }
    // So many powers of ten that only every third or so has room.
    List<Double> powers = ticks(low, high, new int[] {1});
    int every = (powers.size() + most - 1) / most;
    Axis all = axis(low, high, powers);
    List<Double> kept = powers.stream().filter(tick -> power(tick) % every == 0).toList();
    return new Axis(all.low(), all.high(), all.scale(), kept, labels(kept));
  }

  private static Axis axis(double low, double high, List<Double> ticks) {
    double begin = Math.min(low, ticks.get(0));
    double end = Math.max(high, ticks.get(ticks.size() - 1));
    return new Axis(begin, end, LineChart.Scale.LOGARITHMIC, ticks, labels(ticks));
  }

  private static List<String> labels(List<Double> ticks) {
    return ticks.stream().map(tick -> Figures.alike(List.of(tick)).get(0)).toList();
  }

  /** Multiples of powers of ten from the last at or below a value to the first at or above one. */
  private static List<Double> ticks(double low, double high, int[] factors) {
    int first = (int) Math.floor(Math.log10(low) + 1e-9);
    int last = (int) Math.ceil(Math.log10(high) - 1e-9);
    List<Double> all = new ArrayList<>();
    for (int power = first; power <= last; power++) {
      for (int factor : factors) {
        all.add(Double.parseDouble(factor + "e" + power));
      }
    }
    int from = 0;
    while (from + 1 < all.size() && all.get(from + 1) <= low * (1 + 1e-9)) {
      from++;
    }
    int to = all.size() - 1;
    while (to > from + 1 && all.get(to - 1) >= high * (1 - 1e-9)) {
      to--;
    }
    return List.copyOf(all.subList(from, to + 1));
  }

  private static long power(double tick) {
    return Math.round(Math.floor(Math.log10(tick) + 1e-9));
  }
}
