package graft.page;

import java.util.List;

/**
 * Figures as horizontal bars.
 *
 * @param title what is shown
 * @param unit of all values
 * @param bars from top to bottom
 */
public record BarChart(String title, String unit, List<Bar> bars) implements Part {
  /** Bars are copied. */
  public BarChart {
    bars = List.copyOf(bars);
  }

  /**
   * One bar.
   *
   * @param label what it is of
   * @param value its length
   * @param mark where a tick stands on it, or NaN for none
   * @param markName what the tick is, as {@code floor}
   */
  public record Bar(String label, double value, double mark, String markName) {
    /** A bar without a tick. */
    public static Bar of(String label, double value) {
      return new Bar(label, value, Double.NaN, "");
    }
  }

  @Override
  public Html html() {
    return BarPicture.html(this);
  }
}
