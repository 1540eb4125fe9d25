package graft.data;

import graft.fetch.FileContents;
import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The images of one file as they stand there: a PNG or JPEG image, or all of an IDX file. Which it
 * is is told by its content. What would take much memory is refused before it is read.
 */
final class PixelFile {
  private static final String EXPECTED = "a PNG or JPEG image, or an IDX file of images";
  private static final int HEAD = 64; // bytes that tell what a file is
  private static final long MOST_PIXELS = 50_000_000;
  private static final long MOST_BYTES = 256L << 20;

  private final int count;
  private final int height;
  private final int width;
  private final int channels;
  private final byte[] pixels; // [N, H, W, C]
  private final int oddities;

  private PixelFile(int count, int height, int width, byte[] pixels, int oddities) {
    this.count = count;
    this.height = height;
    this.width = width;
    this.channels = pixels.length / (count * height * width);
    this.pixels = pixels;
    this.oddities = oddities;
  }

  /**
   * Reads a file.
   *
   * @throws DataException if it is not there, is of another kind, too large, or cannot be read
   */
  static PixelFile read(Path file, ImageDecoder decoder) throws DataException {
    byte[] head = head(file);
    if (isIdx(head)) {
      IdxFile idx = IdxFile.readImages(file);
      return new PixelFile(idx.count(), idx.height(), idx.width(), idx.bytes(), Oddity.GREY.bit());
    }
    if (!ImageHeader.isImage(head)) {
      throw DataException.of(file, FileContents.describe(head), EXPECTED);
    }
    byte[] content = content(file);
    ImageHeader header = ImageHeader.of(file, content);
    long size = (long) header.height() * header.width();
    if (size > MOST_PIXELS) {
      throw DataException.of(
          file,
          String.format(Locale.ROOT, "an image of %s, %.0f megapixels", header.size(), size / 1e6),
          String.format(
              Locale.ROOT,
              "at most %d megapixels; make it smaller first",
              MOST_PIXELS / 1_000_000));
    }
    byte[] rgb = new byte[(int) size * ImageDecoder.CHANNELS];
    int oddities = decoder.decode(file, content, header, rgb, 0);
    byte[] pixels = isGrey(rgb) ? firstChannel(rgb) : rgb;
    return new PixelFile(1, header.height(), header.width(), pixels, oddities);
  }

  private static byte[] head(Path file) throws DataException {
    if (Files.isDirectory(file)) {
      throw DataException.of(file, "a folder", EXPECTED);
    }
    if (!Files.exists(file)) {
      throw DataException.of(file, "no such file", EXPECTED);
    }
    if (!Files.isRegularFile(file)) {
      throw DataException.of(file, "something that is no file to read from", EXPECTED);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(HEAD);
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + FileProblem.cause(e), e);
    }
  }

  /** Compressed, or two zeros and a type: a damaged one gets the message of {@link IdxFile}. */
  private static boolean isIdx(byte[] head) {
    boolean compressed = head.length >= 2 && head[0] == 0x1F && head[1] == (byte) 0x8B;
    boolean plain = head.length >= 4 && head[0] == 0 && head[1] == 0 && head[2] >= 8;
    return compressed || (plain && head[2] <= 0x0E);
  }

  /**
   * All bytes of an image's file.
   *
   * @throws DataException if it cannot be read, or has more bytes than an image has
   */
  static byte[] content(Path file) throws DataException {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw DataException.of(
            file,
            String.format(Locale.ROOT, "a file of %,d MiB", size >> 20),
            String.format(Locale.ROOT, "an image of at most %d MiB", MOST_BYTES >> 20));
      }
      return Files.readAllBytes(file);
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw new DataException(file + ": cannot be read: " + FileProblem.cause(e), e);
    }
  }

  /** Also a file of three channels may hold a grey image. */
  private static boolean isGrey(byte[] rgb) {
    for (int i = 0; i < rgb.length; i += ImageDecoder.CHANNELS) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }

  private static byte[] firstChannel(byte[] rgb) {
    byte[] grey = new byte[rgb.length / ImageDecoder.CHANNELS];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = rgb[i * ImageDecoder.CHANNELS];
    }
    return grey;
  }

  /** N, the number of images. */
  int count() {
    return count;
  }

  /** H. */
  int height() {
    return height;
  }

  /** W. */
  int width() {
    return width;
  }

  /** C: 1 where all pixels are grey, else 3. */
  int channels() {
    return channels;
  }

  /** {@code [N, H, W, C]}: the array itself. */
  byte[] pixels() {
    return pixels;
  }

  /** Of all its images; {@link Oddity#GREY} where the file itself has one channel. */
  boolean has(Oddity oddity) {
    return (oddities & oddity.bit()) != 0;
  }

  /** As "32x48", height first. */
  String size() {
    return height + "x" + width;
  }
}
