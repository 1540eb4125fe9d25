package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class TilesTest {
  static Tiles tiles() {
    List<Picture> pictures = Picture.ofFilters(new float[] {1, -1, 0, 0.5f}, 2, 1, 2, 1);
    return new Tiles(
        "filters",
        32,
        List.of(
            new Tiles.Tile(pictures.get(0), "the < first", List.of("a & b"), Optional.of(9)),
            new Tiles.Tile(pictures.get(1), "the second", List.of(), Optional.empty())));
  }

  @Test
  void tilesAreDescribedAndMarked() {
    assertThat(tiles().html().toString())
        .contains("alt=\"the &lt; first\"", "alt=\"the second\"", "a &amp; b", "width=\"32\"")
        .contains("<li class=\"marked slot-1\">", "<b>9</b>")
        .containsOnlyOnce("<b>");
  }

  @Test
  void aFilterOfOneChannelIsBlueBelowZeroAndOrangeAboveIt() throws IOException {
    List<Picture> pictures = Picture.ofFilters(new float[] {1, -1, 0, 0.5f}, 2, 1, 2, 1);
    BufferedImage first = image(pictures.get(0));
    BufferedImage second = image(pictures.get(1));
    assertThat(first.getWidth()).isEqualTo(2);
    assertThat(first.getHeight()).isEqualTo(1);
    assertThat(red(first, 0)).isGreaterThan(blue(first, 0) + 150);
    assertThat(blue(first, 1)).isGreaterThan(red(first, 1) + 150);
    assertThat(red(second, 0)).isEqualTo(blue(second, 0)).isGreaterThan(240);
    // The scale is that of all filters: half of the largest weight is half as strong.
    assertThat(red(second, 1) - blue(second, 1))
        .isBetween(
            (red(first, 0) - blue(first, 0)) / 2 - 2, (red(first, 0) - blue(first, 0)) / 2 + 2);
  }

  @Test
  void aFilterOfThreeChannelsIsInItsColours() throws IOException {
    float[] filter = {2, 0, -2, 0, 0, 0};
    BufferedImage image = image(Picture.ofFilters(filter, 1, 2, 1, 3).get(0));
    assertThat(image.getRGB(0, 0) & 0xffffff).isEqualTo(0xff8000);
    assertThat(image.getRGB(0, 1) & 0xffffff).isEqualTo(0x808080);
  }

  /** Of four channels the mean is shown; what is not finite counts as zero. */
  @Test
  void otherFiltersAreShownToo() throws IOException {
    float[] filter = {4, 4, 4, 4, Float.NaN, 0, 0, 0};
    BufferedImage image = image(Picture.ofFilters(filter, 1, 1, 2, 4).get(0));
    assertThat(red(image, 0)).isGreaterThan(blue(image, 0));
    assertThat(red(image, 1)).isEqualTo(blue(image, 1));
    assertThat(Picture.ofFilters(new float[4], 1, 2, 2, 1)).hasSize(1);
  }

  @Test
  void numbersThatAreNotTheFiltersAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Picture.ofFilters(new float[7], 2, 2, 2, 1))
        .withMessageContaining("7 numbers")
        .withMessageContaining("[2, 2, 2, 1]");
    assertThatIllegalArgumentException().isThrownBy(() -> Picture.ofBase64("<script>"));
  }

  private static BufferedImage image(Picture picture) throws IOException {
    String uri = picture.uri();
    byte[] png = Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1));
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static int red(BufferedImage image, int x) {
    return image.getRGB(x, 0) >> 16 & 255;
  }

  private static int blue(BufferedImage image, int x) {
    return image.getRGB(x, 0) & 255;
  }
}
