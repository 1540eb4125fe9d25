package graft.page;

import java.util.List;
import java.util.Locale;

/**
 * A line of a chart.
 *
 * @param name of it
 * @param slot of its colour and marker, from 0 on; behind the eighth they begin again
 * @param stroke how it is drawn
 * @param points from left to right; where {@code y} is not finite the line is broken
 */
public record Series(String name, int slot, Stroke stroke, List<Point> points) {
  /**
   * Points are copied.
   *
   * @throws IllegalArgumentException if the slot is negative, or the points do not go from left to
   *     right
   */
  public Series {
    points = List.copyOf(points);
    if (slot < 0) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "the series '%s' has slot %d", name, slot));
    }
    for (int i = 1; i < points.size(); i++) {
      if (!(points.get(i - 1).x() <= points.get(i).x())) {
        throw new IllegalArgumentException(
            "the series '%s' goes back from %s to %s, expected points from left to right"
                .formatted(name, points.get(i - 1).x(), points.get(i).x()));
      }
    }
  }

  /** A solid line. */
  public static Series of(String name, int slot, List<Point> points) {
    return new Series(name, slot, Stroke.SOLID, points);
  }

  /** How a line is drawn. */
  public enum Stroke {
    /** Without gaps. */
    SOLID,
    /** In dashes. */
    DASHED,
    /** In dots. */
    DOTTED,
    /** Thin and pale, without a label: what another line of this slot is the mean of. */
    FAINT
  }

  /**
   * A point.
   *
   * @param x its place
   * @param y its value
   * @param low the lower edge of the band around the line
   * @param high the upper edge of the band around the line
   */
  public record Point(double x, double y, double low, double high) {
    /** A point without a band. */
    public static Point of(double x, double y) {
      return new Point(x, y, y, y);
    }
  }
}
