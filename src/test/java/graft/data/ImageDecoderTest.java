package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageDecoderTest {
  @TempDir Path folder;
  private int oddities;

  @Test
  void readsPaletteImages() throws IOException {
    byte[] ramp = {10, (byte) 200};
    IndexColorModel palette = new IndexColorModel(1, 2, ramp, new byte[] {1, 2}, new byte[2]);
    BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_BINARY, palette);
    image.getRaster().setSample(1, 0, 0, 1);
    assertThat(decode(png(image))).containsExactly((byte) 10, 1, 0, (byte) 200, 2, 0);
    assertThat(oddities).isZero();
  }

  @Test
  void laysTransparentColoursOfAPaletteOverBlack() throws IOException {
    byte[] red = {100, (byte) 200, 50, 0};
    byte[] green = {10, 20, 30, 0};
    byte[] alpha = {(byte) 255, (byte) 128, 0, (byte) 255};
    IndexColorModel palette = new IndexColorModel(2, 4, red, green, new byte[4], alpha);
    BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_BINARY, palette);
    for (int i = 0; i < 4; i++) {
      image.getRaster().setSample(i % 2, i / 2, 0, i);
    }
    assertThat(decode(png(image))).containsExactly(100, 10, 0, 100, 10, 0, 0, 0, 0, 0, 0, 0);
    assertThat(oddities).isEqualTo(Oddity.TRANSPARENT.bit());
  }

  @Test
  void laysTransparentGreyOverBlack() throws IOException {
    ComponentColorModel model =
        new ComponentColorModel(
            ColorSpace.getInstance(ColorSpace.CS_GRAY),
            true,
            false,
            Transparency.TRANSLUCENT,
            DataBuffer.TYPE_BYTE);
    WritableRaster raster = model.createCompatibleWritableRaster(2, 2);
    int[] grey = {100, 200, 60, 80};
    int[] alpha = {255, 128, 0, 255};
    for (int i = 0; i < 4; i++) {
      raster.setPixel(i % 2, i / 2, new int[] {grey[i], alpha[i]});
    }
    assertThat(decode(png(new BufferedImage(model, raster, false, null))))
        .containsExactly(100, 100, 100, 100, 100, 100, 0, 0, 0, 80, 80, 80);
    assertThat(oddities).isEqualTo(Oddity.GREY.bit() | Oddity.TRANSPARENT.bit());
  }

  @Test
  void anOpaqueAlphaIsNoOddity() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_ARGB);
    image.setRGB(0, 0, 0xFF010203);
    assertThat(decode(png(image))).containsExactly(1, 2, 3);
    assertThat(oddities).isZero();
  }

  @Test
  void decodesJpegNearTheOriginal() throws IOException {
    BufferedImage flat = new BufferedImage(16, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 128; i++) {
      flat.setRGB(i % 16, i / 16, 0xC83C14);
    }
    byte[] pixels = decode(jpeg(flat));
    for (int i = 0; i < pixels.length; i++) {
      int expected = new int[] {0xC8, 0x3C, 0x14}[i % 3];
      assertThat(Byte.toUnsignedInt(pixels[i])).isBetween(expected - 4, expected + 4);
    }
    byte[] grey = decode(jpeg(TestImages.grey(4, 3)));
    assertThat(oddities).isEqualTo(Oddity.GREY.bit());
    assertThat(grey[0]).isEqualTo(grey[1]).isEqualTo(grey[2]);
  }

  @Test
  void refusesSixteenBitsAndFourChannels() throws IOException {
    BufferedImage deep = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    assertThatThrownBy(() -> decode(png(deep)))
        .hasMessageEndingWith(": found 16 bits a channel; expected 8 bits a channel");
    byte[] jpeg = Files.readAllBytes(jpeg(TestImages.colour(2, 2, 0)));
    jpeg[frame(jpeg) + 9] = 4;
    Path cmyk = Files.write(folder.resolve("cmyk.jpg"), jpeg);
    assertThatThrownBy(() -> decode(cmyk))
        .hasMessage(cmyk + ": found 4 channels (CMYK); expected grey or RGB; convert it first");
  }

  /** As Java ends where libjpeg is missing. */
  private static final class WithoutLibrary extends ImageReaderSpi {
    WithoutLibrary() {
      super(
          "test",
          "1",
          new String[] {"jpeg"},
          new String[0],
          new String[0],
          ImageReader.class.getName(),
          new Class<?>[] {ImageInputStream.class},
          new String[0],
          false,
          null,
          null,
          new String[0],
          new String[0],
          false,
          null,
          null,
          new String[0],
          new String[0]);
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return true;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      throw new UnsatisfiedLinkError("libjpeg.so.62: cannot open shared object file");
    }

    @Override
    public String getDescription(Locale locale) {
      return "a JPEG reader without its library";
    }
  }

  @Test
  void saysWhatIsMissingWhereJavaHasNoDecoder() throws IOException {
    Path file = jpeg(TestImages.colour(2, 2, 0));
    IIORegistry registry = IIORegistry.getDefaultInstance();
    ImageReaderSpi sound =
        ImageIO.getImageReadersByFormatName("jpeg").next().getOriginatingProvider();
    ImageReaderSpi broken = new WithoutLibrary();
    registry.registerServiceProvider(broken, ImageReaderSpi.class);
    registry.setOrdering(ImageReaderSpi.class, broken, sound);
    try {
      assertThatThrownBy(() -> decode(file))
          .hasMessage(
              file
                  + ": found an image of a kind that Java cannot decode on this machine"
                  + " (libjpeg.so.62: cannot open shared object file); expected a Java with its"
                  + " image libraries (Debian: apt-get install libjpeg62-turbo)");
    } finally {
      registry.deregisterServiceProvider(broken, ImageReaderSpi.class);
    }
  }

  @Test
  void noticesExifRotationAndReadsThePixelsAsStored() throws IOException {
    byte[] plain = Files.readAllBytes(jpeg(TestImages.colour(4, 2, 0)));
    for (byte orientation : new byte[] {1, 6}) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(plain, 0, 2);
      byte[] exif = {
        (byte) 0xFF,
        (byte) 0xE1,
        0,
        34,
        'E',
        'x',
        'i',
        'f',
        0,
        0,
        'M',
        'M',
        0,
        42,
        0,
        0,
        0,
        8,
        0,
        1,
        1,
        0x12,
        0,
        3,
        0,
        0,
        0,
        1,
        0,
        orientation,
        0,
        0,
        0,
        0,
        0,
        0
      };
      out.writeBytes(exif);
      out.write(plain, 2, plain.length - 2);
      Path file = Files.write(folder.resolve("turned.jpg"), out.toByteArray());
      assertThat(decode(file)).isEqualTo(decode(Files.write(folder.resolve("p.jpg"), plain)));
      decode(file);
      assertThat(oddities).isEqualTo(orientation == 1 ? 0 : Oddity.ROTATED.bit());
    }
  }

  @Test
  void refusesImagesThatEndTooEarly() throws IOException {
    for (Path whole :
        new Path[] {jpeg(TestImages.colour(32, 32, 0)), png(TestImages.colour(32, 32, 0))}) {
      byte[] bytes = Files.readAllBytes(whole);
      // Half, and within the header.
      for (int length : new int[] {bytes.length / 2, 3, 12, bytes.length * 9 / 10}) {
        Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
        assertThatThrownBy(() -> decode(cut))
            .as("%d of %d bytes of %s", length, bytes.length, whole)
            .isInstanceOf(DataException.class)
            .hasMessageStartingWith(cut + ": found ");
      }
    }
  }

  private byte[] decode(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    ImageHeader header = ImageHeader.of(file, bytes);
    byte[] out = new byte[header.height() * header.width() * 3];
    oddities = new ImageDecoder().decode(file, bytes, header, out, 0);
    return out;
  }

  private Path png(BufferedImage image) throws IOException {
    TestImages.write(folder.resolve("image.png"), image);
    return folder.resolve("image.png");
  }

  private Path jpeg(BufferedImage image) throws IOException {
    TestImages.write(folder.resolve("image.jpg"), image);
    return folder.resolve("image.jpg");
  }

  /** Where the baseline frame's marker stands. */
  private static int frame(byte[] jpeg) {
    for (int i = 0; i < jpeg.length - 1; i++) {
      if (jpeg[i] == (byte) 0xFF && jpeg[i + 1] == (byte) 0xC0) {
        return i;
      }
    }
    throw new AssertionError("no frame");
  }
}
