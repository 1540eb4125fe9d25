package graft.page;

import java.awt.image.BufferedImage;
import java.util.List;

/** Charts in pixels. */
final class ChartImage {
  private static final int WIDTH = 1600;

  private ChartImage() {}

  static byte[] png(String heading, List<LineChart> charts) {
    return Png.of(new BufferedImage(WIDTH, 600 * charts.size(), BufferedImage.TYPE_INT_RGB));
  }
}
