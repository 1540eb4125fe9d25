package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import graft.device.ChildJvm;
import graft.page.Series.Point;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartPngTest {
  private static LineChart chart(int slot) {
    Series line = Series.of("line", slot, List.of(Point.of(0, 1), Point.of(5, 2), Point.of(9, 0)));
    return LineChart.of("Loss", "epoch", "loss", List.of(line));
  }

  private static BufferedImage image(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  @Test
  void aChartIsWideAndLightAndInItsColours() throws IOException {
    BufferedImage image = image(ChartPng.of("Runs", List.of(chart(3))));
    assertThat(image.getWidth()).isGreaterThanOrEqualTo(1600);
    assertThat(image.getRGB(2, 2) & 0xffffff).isEqualTo(0xffffff);
    assertThat(count(image, Palette.light().slot(3))).isGreaterThan(2000);
    assertThat(count(image, Palette.light().colour("ink"))).as("text").isGreaterThan(100);
    assertThat(count(image, Palette.light().slot(2))).isZero();
  }

  @Test
  void severalChartsAreAllInIt() throws IOException {
    List<LineChart> charts = List.of(chart(0), chart(1), chart(2));
    BufferedImage image = image(ChartPng.of("", charts));
    for (int slot = 0; slot < 3; slot++) {
      assertThat(count(image, Palette.light().slot(slot))).as("slot " + slot).isGreaterThan(800);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> ChartPng.of("", List.of()));
  }

  @Test
  void oddChartsAreDrawnToo() throws IOException {
    Series none = Series.of("none", 0, List.of());
    Series one =
        new Series(
            "one", 1, Series.Stroke.DOTTED, List.of(Point.of(3, Double.NaN), Point.of(4, 1)));
    LineChart chart =
        new LineChart("", "", "", LineChart.Scale.LOGARITHMIC, List.of(none, one), List.of());
    assertThat(image(ChartPng.of("", Collections.nCopies(2, chart))).getWidth())
        .isGreaterThan(1600);
  }

  /** As in a slim container: the fonts' configuration names an empty folder. */
  @Test
  void aMachineWithoutFontsIsToldInASentence(@TempDir Path empty)
      throws IOException, InterruptedException {
    List<String> options =
        List.of(
            "-Dsun.awt.fontconfig=" + empty.resolve("none.properties"),
            "-Dsun.java2d.fontpath=" + empty,
            "-Duser.home=" + empty,
            "-cp",
            System.getProperty("java.class.path"));
    Process child = ChildJvm.start(Map.of(), options, FontlessChild.class);
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(child.waitFor()).as(said).isZero();
    assertThat(said.strip())
        .startsWith("refused: no picture was drawn: Java found no font on this machine")
        .contains("apt-get install")
        .hasLineCount(1);
  }

  private static long count(BufferedImage image, int colour) {
    int[] pixels =
        image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(pixels).filter(pixel -> (pixel & 0xffffff) == colour).count();
  }
}
