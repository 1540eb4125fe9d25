package graft.data;

import static org.assertj.core.api.Assertions.assertThat;

import graft.tensor.Shape;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Test images that a model has learned from are told where they are ten, and a tenth. */
class SharedImagesTest {
  /** Images of two pixels, the numbers from one on. */
  private static ImageDataset images(String name, int first, int count) {
    byte[] pixels = new byte[2 * count];
    for (int i = 0; i < count; i++) {
      pixels[2 * i] = (byte) (first + i);
      pixels[2 * i + 1] = (byte) ((first + i) >> 8);
    }
    return new ImageDataset(name, pixels, new byte[count], Shape.of(1, 2, 1), 2);
  }

  private static Optional<String> notice(ImageDataset train, ImageDataset test) {
    return SharedImages.notice(
        new DataSplits(train, test, new Provenance("x", "drawn", Map.of(), Optional.empty())));
  }

  @Test
  void tenOfAHundredAreTold() {
    ImageDataset train = images("train", 1000, 30);
    assertThat(notice(train, images("test", 930, 80)))
        .hasValueSatisfying(said -> assertThat(said).startsWith("10 of the 80 images of test are"));
    assertThat(notice(train, images("test", 910, 100))).isPresent();
    assertThat(notice(train, images("test", 909, 101))).isEmpty();
    assertThat(notice(train, images("test", 989, 20))).isEmpty();
    assertThat(notice(train, images("test", 990, 20))).isPresent();
    assertThat(notice(train, images("test", 0, 100))).isEmpty();
  }

  /** The first pixels of these are those of the training images. */
  @Test
  void allPixelsAreCompared() {
    assertThat(notice(images("train", 0, 256), images("test", 256, 256))).isEmpty();
  }
}
