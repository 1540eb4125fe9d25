package graft.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes PNG and JPEG images into RGB bytes. Each thread needs one of its own. */
final class ImageDecoder {
  /** The channels of what it writes: grey comes as R = G = B. */
  static final int CHANNELS = 3;

  static {
    // ImageIO needs no screen; told so, it does not look for the libraries of one.
    if (System.getProperty("java.awt.headless") == null) {
      System.setProperty("java.awt.headless", "true");
    }
  }

  private static final int OPAQUE = 255;

  private final Map<String, ImageReader> readers = new TreeMap<>();
  private String damage = "";

  /**
   * Decodes one image.
   *
   * @param file for messages
   * @param bytes the whole file
   * @param header of it
   * @param out [..., H, W, 3], a pixel's channels together
   * @param at where the image begins in it
   * @return the bits of its {@link Oddity oddities}
   * @throws DataException if it cannot be decoded, or ends too early
   */
  int decode(Path file, byte[] bytes, ImageHeader header, byte[] out, int at) throws DataException {
    BufferedImage image = read(file, bytes, header);
    boolean transparent =
        image.getColorModel() instanceof IndexColorModel
            ? copyPalette(image, out, at)
            : copyBands(image.getRaster(), out, at);
    return (header.grey() ? Oddity.GREY.bit() : 0)
        | (transparent ? Oddity.TRANSPARENT.bit() : 0)
        | (header.rotated() ? Oddity.ROTATED.bit() : 0);
  }

  private BufferedImage read(Path file, byte[] bytes, ImageHeader header) throws DataException {
    ImageReader reader = reader(file, header.format());
    damage = "";
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      if (image.getHeight() != header.height() || image.getWidth() != header.width()) {
        throw DataException.of(
            file, "pixels of " + image.getHeight() + "x" + image.getWidth(), header.size());
      }
      if (!damage.isEmpty()) {
        throw DataException.of(file, "a damaged image (" + damage + ")", "a whole one");
      }
      return image;
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // ImageIO's readers throw both at bad files
      throw DataException.of(
          file, "an image that cannot be decoded (" + e.getMessage() + ")", "a sound one", e);
    } finally {
      reader.setInput(null);
    }
  }

  private ImageReader reader(Path file, String format) throws DataException {
    try {
      return readers.computeIfAbsent(format, this::newReader);
    } catch (LinkageError e) { // some Javas come without the libraries that this needs
      throw DataException.of(
          file,
          "an image of a kind that Java cannot decode on this machine (" + e.getMessage() + ")",
          "a Java with its image libraries (Debian: apt-get install libjpeg62-turbo)",
          e);
    }
  }

  private ImageReader newReader(String format) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    reader.addIIOReadWarningListener((source, text) -> warned(text));
    return reader;
  }

  /**
   * The decoder goes on with grey where a file ends, and only warns. The first warning says enough:
   * a file of 1 KB can have 15,000.
   */
  private void warned(String text) {
    if (damage.isEmpty() && (text.contains("remature end") || text.contains("Corrupt"))) {
      damage = text;
    }
  }

  /** A palette's colours are as the file has them. */
  private static boolean copyPalette(BufferedImage image, byte[] out, int at) {
    int width = image.getWidth();
    int[] argb = new int[width];
    boolean transparent = false;
    for (int y = 0; y < image.getHeight(); y++) {
      image.getRGB(0, y, width, 1, argb, 0, width);
      for (int x = 0; x < width; x++) {
        int alpha = argb[x] >>> 24;
        transparent |= alpha != OPAQUE;
        for (int c = 0; c < CHANNELS; c++) {
          int value = (argb[x] >>> (16 - 8 * c)) & 0xFF;
          out[at + (y * width + x) * CHANNELS + c] = overBlack(value, alpha);
        }
      }
    }
    return transparent;
  }

  /**
   * One or three bands of colour, and perhaps one of alpha. The bands are read as they are: asking
   * the image for RGB would correct the brightness of grey. Row by row, since numbers of a whole
   * image would take four times its bytes.
   */
  private static boolean copyBands(Raster raster, byte[] out, int at) {
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    boolean grey = bands <= 2;
    boolean hasAlpha = bands % 2 == 0;
    int[] row = new int[width * bands];
    boolean transparent = false;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 0; x < width; x++) {
        int alpha = hasAlpha ? row[x * bands + bands - 1] : OPAQUE;
        transparent |= alpha != OPAQUE;
        for (int c = 0; c < CHANNELS; c++) {
          int value = row[x * bands + (grey ? 0 : c)];
          out[at + (y * width + x) * CHANNELS + c] = overBlack(value, alpha);
        }
      }
    }
    return transparent;
  }

  private static byte overBlack(int value, int alpha) {
    return (byte) ((value * alpha + OPAQUE / 2) / OPAQUE);
  }
}
