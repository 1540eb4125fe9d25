package graft.page;

/**
 * What a chart is laid out for.
 *
 * @param width of all of it
 * @param height of all of it
 * @param font the size of its letters
 * @param endLabels whether there is room for labels at the lines' ends
 * @param points of a line that it can show
 */
record ChartSize(double width, double height, double font, boolean endLabels, int points) {
  /** A screen, a sheet, a PNG. */
  static final ChartSize WIDE = new ChartSize(640, 350, 13, true, 600);

  /** A phone. */
  static final ChartSize NARROW = new ChartSize(360, 260, 12, false, 240);
}
