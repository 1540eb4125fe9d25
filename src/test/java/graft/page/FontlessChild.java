package graft.page;

import java.util.List;

/** Draws a chart in a process of its own and says what came of it. */
final class FontlessChild {
  private FontlessChild() {}

  public static void main(String[] arguments) {
    try {
      Series line = Series.of("a", 0, List.of(Series.Point.of(0, 1), Series.Point.of(1, 2)));
      System.out.println(
          ChartPng.of("", List.of(LineChart.of("t", "x", "y", List.of(line)))).length);
    } catch (NoPictureException e) {
      System.out.println("refused: " + e.getMessage());
    }
  }
}
