package graft.selftest;

import java.util.Locale;

/** A chart as a picture for a page. */
final class ChartPicture {
  /** Of the chart's font, on average, rounded up. */
  private static final double PIXELS_OF_A_LETTER = 7.1;

  private static final int LINE = 22;
  private static final int WIDTH = 380;
  private static final int ROOM_FOR_FIGURES = 190;

  private ChartPicture() {}

  static String svg(Chart chart) {
    int left = 16 + (int) (PIXELS_OF_A_LETTER * longestLabel(chart));
    int width = left + WIDTH + ROOM_FOR_FIGURES;
    int height = LINE * chart.bars().size() + 4;
    double largest = chart.bars().stream().mapToDouble(ChartPicture::reach).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
            .formatted(width, height, width, height));
    int y = 0;
    for (Chart.Bar bar : chart.bars()) {
      svg.append(bar(chart, bar, left, y, WIDTH / largest));
      y += LINE;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String bar(Chart chart, Chart.Bar bar, int left, int y, double scale) {
    boolean marked = !Double.isNaN(bar.mark());
    String floor = marked ? " (floor " + figure(bar.mark()) + ")" : "";
    String drawn =
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#4a7fb5\"/>"
                + "<text x=\"%.1f\" y=\"%d\">%s %s%s</text>\n",
            left - 8,
            y + 16,
            ReportPage.text(bar.label()),
            left,
            y + 4,
            scale * bar.value(),
            LINE - 7,
            left + scale * reach(bar) + 8,
            y + 16,
            figure(bar.value()),
            ReportPage.text(chart.unit()),
            floor);
    if (!marked) {
      return drawn;
    }
    double at = left + scale * bar.mark();
    return drawn
        + String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#b3181f\""
                + " stroke-width=\"3\"/>\n",
            at,
            at,
            y + 1,
            y + LINE - 1);
  }

  /** How far right a bar and its tick go, in the chart's unit. */
  private static double reach(Chart.Bar bar) {
    return Double.isNaN(bar.mark()) ? bar.value() : Math.max(bar.value(), bar.mark());
  }

  private static int longestLabel(Chart chart) {
    return chart.bars().stream().mapToInt(bar -> bar.label().length()).max().orElse(0);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }
}
