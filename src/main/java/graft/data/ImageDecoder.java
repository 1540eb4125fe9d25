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
  private String warning = "";

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
    ImageReader reader = readers.computeIfAbsent(header.format(), this::newReader);
    warning = "";
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(in, true, true);
      BufferedImage image = reader.read(0);
      if (image.getHeight() != header.height() || image.getWidth() != header.width()) {
        throw DataException.of(
            file, "pixels of " + image.getHeight() + "x" + image.getWidth(), header.size());
      }
      // The decoder goes on with grey where a file ends, and only warns.
      if (warning.contains("remature end") || warning.contains("Corrupt")) {
        throw DataException.of(file, "a damaged image (" + warning + ")", "a whole one");
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

  private ImageReader newReader(String format) {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    reader.addIIOReadWarningListener((source, text) -> warning += text);
    return reader;
  }

  /** A palette's colours are as the file has them. */
  private static boolean copyPalette(BufferedImage image, byte[] out, int at) {
    int[] argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    boolean transparent = false;
    for (int i = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      transparent |= alpha != OPAQUE;
      for (int c = 0; c < CHANNELS; c++) {
        out[at + i * CHANNELS + c] = overBlack((argb[i] >>> (16 - 8 * c)) & 0xFF, alpha);
      }
    }
    return transparent;
  }

  /**
   * One or three bands of colour, and perhaps one of alpha. The bands are read as they are: asking
   * the image for RGB would correct the brightness of grey.
   */
  private static boolean copyBands(Raster raster, byte[] out, int at) {
    int bands = raster.getNumBands();
    boolean grey = bands <= 2;
    boolean hasAlpha = bands % 2 == 0;
    int[] pixels =
        raster.getPixels(
            raster.getMinX(),
            raster.getMinY(),
            raster.getWidth(),
            raster.getHeight(),
            (int[]) null);
    boolean transparent = false;
    for (int i = 0; i < pixels.length / bands; i++) {
      int alpha = hasAlpha ? pixels[i * bands + bands - 1] : OPAQUE;
      transparent |= alpha != OPAQUE;
      for (int c = 0; c < CHANNELS; c++) {
        out[at + i * CHANNELS + c] = overBlack(pixels[i * bands + (grey ? 0 : c)], alpha);
      }
    }
    return transparent;
  }

  private static byte overBlack(int value, int alpha) {
    return (byte) ((value * alpha + OPAQUE / 2) / OPAQUE);
  }
}
