package graft.page;

import java.util.List;

/**
 * Lines over one another.
 *
 * @param title what is shown
 * @param xLabel what goes to the right
 * @param yLabel what goes up
 * @param scale of what goes up
 * @param series the lines; those behind lie over those before
 * @param levels horizontal lines to compare with
 */
public record LineChart(
    String title,
    String xLabel,
    String yLabel,
    Scale scale,
    List<Series> series,
    List<Level> levels)
    implements Part {
  /** Series and levels are copied. */
  public LineChart {
    series = List.copyOf(series);
    levels = List.copyOf(levels);
  }

  /** How values become heights. */
  public enum Scale {
    /** Equal differences are equally high. */
    LINEAR,
    /** Equal ratios are equally high; values that are not above zero are not drawn. */
    LOGARITHMIC
  }

  /**
   * A horizontal line.
   *
   * @param label what it is
   * @param y its value
   */
  public record Level(String label, double y) {}

  /** A chart with a linear scale and no levels. */
  public static LineChart of(String title, String xLabel, String yLabel, List<Series> series) {
    return new LineChart(title, xLabel, yLabel, Scale.LINEAR, series, List.of());
  }

  @Override
  public Html html() {
    return LinePicture.html(this);
  }
}
