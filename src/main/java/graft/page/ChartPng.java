package graft.page;

import java.util.List;

/** Charts as one PNG, for those who paste it somewhere: light colours, 1600 pixels wide. */
public final class ChartPng {
  private ChartPng() {}

  /**
   * Charts below each other, two in a row where there are more than one.
   *
   * @param heading what stands above them; may be empty
   * @param charts in order
   * @return a PNG file's bytes
   * @throws NoPictureException if this machine cannot draw text, for want of fonts
   * @throws IllegalArgumentException if there is no chart
   */
  public static byte[] of(String heading, List<LineChart> charts) {
    if (charts.isEmpty()) {
      throw new IllegalArgumentException("there is no chart to draw, expected at least one");
    }
    return ChartImage.png(heading, charts);
  }
}
