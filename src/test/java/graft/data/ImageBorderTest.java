package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ImageBorderTest {
  private static ImageBorder grey(double brightness) {
    return new ImageBorder(List.of(brightness));
  }

  @Test
  void takesOutermostRowsAndColumnsOnly() {
    byte[] images = new byte[2 * 4 * 3 * 2]; // [2, 4, 3, 2]
    Arrays.fill(images, (byte) 51);
    for (int image = 0; image < 2; image++) {
      for (int y = 1; y < 3; y++) {
        images[((image * 4 + y) * 3 + 1) * 2] = (byte) 255; // the inside
      }
    }
    images[(4 * 3 + 2) * 2 + 1] = (byte) (51 + 200); // the second image's corner, second channel
    ImageDataset data = new ImageDataset("two", images, new byte[2], Shape.of(4, 3, 2), 1);
    ImageBorder border = ImageBorder.of(data);
    assertThat(border.mean()).hasSize(2);
    assertThat(border.mean().get(0)).isCloseTo(0.2, within(1e-12));
    assertThat(border.mean().get(1)).isCloseTo(0.2 + 200 / 255. / 20, within(1e-12));
    assertThat(border.brightness()).isCloseTo(0.2 + 200 / 255. / 40, within(1e-12));
  }

  /** A single row or column is all border, and no pixel counts twice. */
  @Test
  void ofThinImages() {
    byte[] images = {0, 51, 102};
    assertThat(ImageBorder.of(images, Shape.of(1, 3, 1), 0, 1)).isEqualTo(grey(0.2));
    assertThat(ImageBorder.of(images, Shape.of(3, 1, 1), 0, 1)).isEqualTo(grey(0.2));
    assertThat(ImageBorder.of(images, Shape.of(1, 1, 1), 1, 2)).isEqualTo(grey(0.3));
    byte[] pairs = {0, 0, 51, 51, 102, 102};
    assertThat(ImageBorder.of(pairs, Shape.of(2, 1, 1), 2, 1)).isEqualTo(grey(0.4));
  }

  @Test
  void whatIsOpposite() {
    assertThat(grey(1).isOppositeOf(grey(0))).isTrue();
    assertThat(grey(0).isOppositeOf(grey(1))).isTrue();
    assertThat(grey(0.6).isOppositeOf(grey(0.1))).isTrue();
    assertThat(grey(0.5).isOppositeOf(grey(0.25))).as("at the bounds").isTrue();
    assertThat(grey(0.5).isOppositeOf(grey(0.75))).as("at the bounds").isTrue();
    assertThat(grey(0.4).isOppositeOf(grey(0))).isFalse();
    assertThat(grey(1).isOppositeOf(grey(0.4))).as("a photograph's border").isFalse();
    assertThat(grey(0).isOppositeOf(grey(0.6))).isFalse();
  }

  @Test
  void isKeptAsText() {
    ImageBorder border = new ImageBorder(List.of(0.1, 1 / 3., 0.0));
    assertThat(border.text()).isEqualTo("0.1 0.3333333333333333 0.0");
    assertThat(ImageBorder.parse(border.text())).isEqualTo(border);
    assertThat(ImageBorder.parse(" 0.5  1 ")).isEqualTo(new ImageBorder(List.of(0.5, 1.0)));
    for (String text : List.of("", "dark", "0,5")) {
      assertThatThrownBy(() -> ImageBorder.parse(text))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("found '" + text + "' as the means of a border, expected numbers in [0, 1]");
    }
    assertThatThrownBy(() -> ImageBorder.parse("2")).hasMessageContaining("found means [2.0]");
  }

  @Test
  void refusesWhatIsNoBrightness() {
    for (double mean : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThatThrownBy(() -> grey(mean))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("found means [" + mean + "] of a border, expected one or more in [0, 1]");
    }
  }
}
