package graft.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Draws small images and writes them as PNG or JPEG. */
final class TestImages {
  private TestImages() {}

  /** Each pixel another colour; the first has the red value that is given. */
  static BufferedImage colour(int width, int height, int red) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        image.setRGB(x, y, ((red + i) & 255) << 16 | (40 + 3 * i) << 8 | 200 - 5 * i);
      }
    }
    return image;
  }

  /** Each pixel another brightness. */
  static BufferedImage grey(int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        image.getRaster().setSample(x, y, 0, 20 * (y * width + x));
      }
    }
    return image;
  }

  /** [H, W, 3]. */
  static byte[] bytes(BufferedImage image) {
    byte[] bytes = new byte[image.getHeight() * image.getWidth() * 3];
    int at = 0;
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        int rgb = image.getRGB(x, y);
        bytes[at++] = (byte) (rgb >>> 16);
        bytes[at++] = (byte) (rgb >>> 8);
        bytes[at++] = (byte) rgb;
      }
    }
    return bytes;
  }

  /** [H, W], the numbers of the first band as they are stored. */
  static byte[] firstBand(BufferedImage image) {
    byte[] bytes = new byte[image.getHeight() * image.getWidth()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) image.getRaster().getSample(i % image.getWidth(), i / image.getWidth(), 0);
    }
    return bytes;
  }

  /** Makes the folders; the ending of the name says the kind. */
  static void write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    String kind = name.endsWith(".png") ? "png" : "jpg";
    if (!ImageIO.write(image, kind, file.toFile())) {
      throw new IOException("no writer of " + kind + " for this image");
    }
  }
}
