package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFittingTest {
  private static final ImageBorder DARK = new ImageBorder(List.of(0.02));
  private static final ImageBorder BRIGHT = new ImageBorder(List.of(0.98));
  @TempDir Path folder;

  private Path image(String name, BufferedImage image) throws IOException {
    Path file = folder.resolve(name);
    TestImages.write(file, image);
    return file;
  }

  private static BufferedImage flat(int width, int height, int rgb) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < width * height; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  private static FittedImages read(Shape sample, Path... files) throws DataException {
    return ImageFitting.to(sample).read(List.of(files));
  }

  @Test
  void whatFitsStaysAsItIs() throws IOException {
    Path grey = image("grey.png", TestImages.grey(4, 3));
    FittedImages read = read(Shape.of(3, 4, 1), grey);
    assertThat(read.images()).isEqualTo(TestImages.firstBand(TestImages.grey(4, 3)));
    assertThat(read.names()).containsExactly(grey.toString());
    assertThat(read.notices()).isEmpty();
    assertThat(read.hint()).isEmpty();
    FittedImages colour = read(Shape.of(3, 4, 3), image("c.png", TestImages.colour(4, 3, 9)));
    assertThat(colour.images()).isEqualTo(TestImages.bytes(TestImages.colour(4, 3, 9)));
    assertThat(colour.notices()).isEmpty();
  }

  @Test
  void idxFilesGiveAllTheirImages() throws IOException {
    ImageDataset digits = SyntheticDigits.draw("digits", 3, 1);
    byte[] idx = IdxWriter.images(3, 28, 28, digits.images());
    for (byte[] content : List.of(idx, IdxWriter.gzip(idx))) {
      Path file = Files.write(folder.resolve("digits.idx"), content);
      FittedImages read = read(Shape.of(28, 28, 1), file, file);
      assertThat(read.count()).isEqualTo(6);
      assertThat(read.names()).startsWith(file + "#0", file + "#1", file + "#2", file + "#0");
      assertThat(Arrays.copyOf(read.images(), idx.length - 16)).isEqualTo(digits.images());
      assertThat(Arrays.copyOfRange(read.images(), idx.length - 16, 2 * (idx.length - 16)))
          .isEqualTo(digits.images());
      assertThat(read.notices()).isEmpty();
    }
    Path one = Files.write(folder.resolve("one.idx"), IdxWriter.images(1, 1, 1, new byte[1]));
    assertThat(read(Shape.of(1, 1, 1), one).names()).containsExactly(one.toString());
  }

  @Test
  void anotherSizeIsResizedAndThatIsSaid() throws IOException {
    Path small = image("small.png", flat(2, 2, 0x646464));
    Path wide = image("wide.jpg", flat(64, 32, 0x646464));
    FittedImages read = read(Shape.of(8, 8, 1), small, wide);
    assertThat(read.images()).hasSize(128).containsOnly(100);
    assertThat(read.notices())
        .containsExactly(
            "2 images of another size than the model takes: resized, bilinear; the first is "
                + small
                + ", 2x2 to 8x8",
            "1 image of other proportions than the model takes: stretched; the first is "
                + wide
                + ", 32x64 to 8x8");
  }

  @Test
  void colourBecomesGreyAndThatIsSaid() throws IOException {
    Path red = image("red.png", flat(2, 1, 0xFF0000));
    Path mixed = image("mixed.png", flat(2, 1, 0x0A64C8));
    FittedImages read = read(Shape.of(1, 2, 1), red, mixed);
    // 0.299 * 255 = 76.2; 0.299 * 10 + 0.587 * 100 + 0.114 * 200 = 84.49.
    assertThat(read.images()).containsExactly(76, 76, 84, 84);
    assertThat(read.notices())
        .containsExactly(
            "2 images in colour where grey is expected: read as 0.299 R + 0.587 G + 0.114 B; the"
                + " first is "
                + red);
    Path each = image("each.png", TestImages.colour(4, 3, 9));
    byte[] rgb = TestImages.bytes(TestImages.colour(4, 3, 9));
    FittedImages eachRead = read(Shape.of(3, 4, 1), each);
    assertThat(eachRead.sample()).isEqualTo(Shape.of(3, 4, 1));
    for (int i = 0; i < 12; i++) {
      double luma =
          0.299 * Byte.toUnsignedInt(rgb[3 * i])
              + 0.587 * Byte.toUnsignedInt(rgb[3 * i + 1])
              + 0.114 * Byte.toUnsignedInt(rgb[3 * i + 2]);
      assertThat(Byte.toUnsignedInt(eachRead.images()[i])).isEqualTo((int) Math.round(luma));
    }
    Path grey = image("grey-in-rgb.png", flat(2, 1, 0x7B7B7B));
    assertThat(read(Shape.of(1, 2, 1), grey).notices()).as("grey all the same").isEmpty();
    assertThat(read(Shape.of(1, 2, 1), grey).images()).containsExactly(0x7B, 0x7B);
  }

  @Test
  void greyBecomesColourAndThatIsSaid() throws IOException {
    Path grey = image("grey.png", TestImages.grey(2, 1));
    FittedImages read = read(Shape.of(1, 2, 3), grey);
    assertThat(read.images()).containsExactly(0, 0, 0, 20, 20, 20);
    Path idx = Files.write(folder.resolve("a"), IdxWriter.images(1, 1, 2, new byte[] {5, 6}));
    assertThat(read(Shape.of(1, 2, 3), idx).images()).containsExactly(5, 5, 5, 6, 6, 6);
    assertThat(read.notices())
        .containsExactly(
            "1 image of brightness alone where colour is expected: read as R = G = B; the first is "
                + grey);
  }

  @Test
  void whatTheDecoderNoticesIsSaid() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0x80FFFFFF);
    FittedImages read = read(Shape.of(1, 1, 1), image("clear.png", image));
    assertThat(read.images()).containsExactly(128);
    assertThat(read.notices()).singleElement().asString().contains("laid over black");
  }

  @Test
  void invertsOnlyWhenAsked() throws IOException {
    Path grey = image("grey.png", TestImages.grey(2, 1));
    ImageFitting plain = ImageFitting.to(Shape.of(1, 2, 1)).withTrained(DARK);
    assertThat(plain.read(List.of(grey)).images()).containsExactly(0, 20);
    assertThat(plain.inverted().read(List.of(grey)).images()).containsExactly(255, 235);
  }

  @Test
  void hintsWhereLightAndDarkMayBeTheWrongWayRound() throws IOException {
    Path paper = image("paper.png", flat(3, 3, 0xF0F0F0));
    Path night = image("night.png", flat(3, 3, 0x101010));
    ImageFitting fitting = ImageFitting.to(Shape.of(3, 3, 1));
    List<Path> both = List.of(night, paper);
    assertThat(fitting.read(both).hint()).as("unknown border").isEmpty();
    assertThat(fitting.withTrained(DARK).read(List.of(night)).hint()).isEmpty();
    assertThat(fitting.withTrained(DARK).read(both).hint())
        .contains(
            "the border of 1 of 2 images is bright (0.94 where white is 1; the first is "
                + paper
                + "), that of the images that the model learned from is dark (0.02): they may have"
                + " to be inverted (--invert)");
    assertThat(fitting.withTrained(BRIGHT).read(both).hint().orElseThrow())
        .startsWith("the border of 1 of 2 images is dark (0.06")
        .contains(night + "), that of the images that the model learned from is bright (0.98)");
    assertThat(fitting.withTrained(DARK).inverted().read(List.of(paper)).hint()).isEmpty();
    assertThat(fitting.withTrained(DARK).inverted().read(List.of(night)).hint().orElseThrow())
        .endsWith("they may have to be left as they are, without inversion (--invert)");
  }

  private void refused(String name, byte[] content, String found) throws IOException {
    Path file = Files.write(folder.resolve(name), content);
    assertThatThrownBy(() -> read(Shape.of(4, 4, 1), file))
        .isInstanceOf(DataException.class)
        .hasMessage(file + ": " + found);
  }

  @Test
  void whatIsNoImage() throws IOException {
    String expected = "; expected a PNG or JPEG image, or an IDX file of images";
    refused("empty.png", new byte[0], "found an empty file" + expected);
    refused("a.gif", ascii("GIF89a"), "found a GIF image" + expected);
    refused("page", ascii("<!DOCTYPE html>"), "found an HTML page" + expected);
    refused(
        "zeros",
        new byte[99],
        "found a file that begins with the bytes 0000000000000000" + expected);
    refused(
        "labels",
        IdxWriter.labels(1, new byte[1]),
        "found an IDX file of labels; expected an IDX file of images, unsigned bytes [N, H, W]");
    refused(
        "short.idx",
        IdxWriter.images(2, 4, 4, new byte[31]),
        "found 31 bytes after the header (truncated); expected 32 for the header's 2 images of 4x4");
    Path missing = folder.resolve("missing.png");
    assertThatThrownBy(() -> read(Shape.of(4, 4, 1), missing))
        .isInstanceOf(DataException.class)
        .hasMessage(missing + ": found no such file" + expected);
    assertThatThrownBy(() -> read(Shape.of(4, 4, 1), folder))
        .hasMessage(folder + ": found a folder" + expected);
    byte[] png = Files.readAllBytes(image("whole.png", TestImages.colour(9, 9, 1)));
    Path half = Files.write(folder.resolve("half.png"), Arrays.copyOf(png, png.length / 2));
    assertThatThrownBy(() -> read(Shape.of(4, 4, 1), half))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(half + ": found an image that cannot be decoded");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** There is nothing behind the header: it alone must decide, before pixels have a place. */
  @Test
  void tooLargeAnImageIsRefusedByItsHeader() throws IOException {
    ByteBuffer png = ByteBuffer.allocate(33).putLong(0x89504E470D0A1A0AL).putInt(13);
    png.put(ascii("IHDR")).putInt(10_000).putInt(10_001).put(new byte[] {8, 2, 0, 0, 0});
    refused(
        "bomb.png",
        png.array(),
        "found an image of 10001x10000, 100 megapixels; expected at most 50 megapixels; make it"
            + " smaller first");
    png.putInt(16, Integer.MAX_VALUE).putInt(20, Integer.MAX_VALUE);
    Path larger = Files.write(folder.resolve("larger.png"), png.array());
    assertThatThrownBy(() -> read(Shape.of(4, 4, 1), larger))
        .hasMessageContaining("megapixels; expected at most 50");
  }

  @Test
  void tooManyImagesForOneArray() throws IOException {
    Path many = Files.write(folder.resolve("many"), IdxWriter.images(200, 1, 1, new byte[200]));
    assertThatThrownBy(() -> read(Shape.of(4000, 3000, 1), many))
        .hasMessage(
            many
                + ": found 200 images of [4000, 3000, 1], with those before it 2 GiB or more;"
                + " expected fewer images at a time");
  }

  @Test
  void shapesThatNoFileHas() {
    for (Shape shape : List.of(Shape.of(28, 28, 2), Shape.of(784))) {
      assertThatThrownBy(() -> ImageFitting.to(shape))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "files of images cannot give samples of shape "
                  + shape
                  + ", expected [H, W, 1] or [H, W, 3]");
    }
    assertThatThrownBy(() -> read(Shape.of(28, 28, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found no file, expected one or more");
  }
}
