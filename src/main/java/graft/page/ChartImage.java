package graft.page;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.List;

/** Charts in pixels. */
final class ChartImage {
  private static final int WIDTH = 1600;
  private static final int GAP = 28;
  private static final int TITLE = 26;
  private static final int HEADING = 40;

  private final String heading;
  private final List<LineChart> charts;
  private final int columns;
  private final double scale;

  private ChartImage(String heading, List<LineChart> charts) {
    this.heading = heading;
    this.charts = charts;
    this.columns = charts.size() == 1 ? 1 : 2;
    // Two charts beside each other are as large as they are on a page, twice as fine.
    this.scale = Math.max(WIDTH / width(), columns == 1 ? 2.4 : 1.5);
  }

  static byte[] png(String heading, List<LineChart> charts) {
    // First of all, so that a machine that cannot draw is told so whatever else it lacks.
    Font font = Fonts.sans((float) ChartSize.WIDE.font());
    return Png.of(new ChartImage(heading, charts).image(font));
  }

  private double width() {
    return columns * ChartSize.WIDE.width() + (columns + 1) * GAP;
  }

  private double height() {
    int rows = (charts.size() + columns - 1) / columns;
    return top() + rows * (TITLE + ChartSize.WIDE.height() + GAP);
  }

  private double top() {
    return GAP * 0.7 + (heading.isEmpty() ? 0 : HEADING);
  }

  private BufferedImage image(Font font) {
    int width = (int) Math.ceil(width() * scale);
    int height = (int) Math.ceil(height() * scale);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    try {
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(new Color(Palette.light().colour("paper")));
      graphics.fillRect(0, 0, width, height);
      graphics.scale(scale, scale);
      draw(graphics, font);
    } finally {
      graphics.dispose();
    }
    return image;
  }

  private void draw(Graphics2D graphics, Font font) {
    graphics.setColor(new Color(Palette.light().colour("ink")));
    graphics.setFont(font.deriveFont(Font.BOLD, 19));
    graphics.drawString(heading, GAP, GAP + 14);
    for (int i = 0; i < charts.size(); i++) {
      double x = GAP + (i % columns) * (ChartSize.WIDE.width() + GAP);
      int row = i / columns;
      double y = top() + row * (TITLE + ChartSize.WIDE.height() + GAP);
      Graphics2D own = (Graphics2D) graphics.create();
      try {
        own.translate(x, y);
        own.setFont(font.deriveFont(Font.BOLD, 14));
        own.drawString(charts.get(i).title(), 0, 14);
        own.translate(0, TITLE);
        ChartPainter.paint(
            new ChartFrame(charts.get(i), ChartSize.WIDE), new ImageCanvas(own, font));
      } finally {
        own.dispose();
      }
    }
  }
}
