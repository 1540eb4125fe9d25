package graft.page;

import java.util.List;

/** What a chart is drawn on; lengths are the chart's own, whatever they become. */
interface Canvas {
  /** What a straight line is. */
  enum Ink {
    GRID,
    AXIS,
    LEVEL
  }

  /** Which part of a text stands at its place. */
  enum Anchor {
    START,
    MIDDLE,
    END
  }

  /**
   * A straight line.
   *
   * @param from one end
   * @param to the other
   */
  void line(Ink ink, Spot from, Spot to);

  /**
   * A text.
   *
   * @param at on its base line
   * @param quiet whether it weighs less than its neighbours
   */
  void text(String text, Spot at, Anchor anchor, boolean quiet);

  /** What is drawn from here to the next call belongs to a line of the chart. */
  void series(int index);

  /** A line of the chart, without its gaps. */
  void path(Series.Stroke stroke, int slot, List<Spot> run);

  /** The band around a line. */
  void band(int slot, List<Spot> outline);

  /** Markers. */
  void markers(int slot, List<Spot> at);

  /** From a line's end to its label. */
  void leader(int slot, Spot from, Spot to);
}
