package graft.data;

import graft.fetch.FileContents;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What a PNG or JPEG file says of itself before its pixels: PNG (ISO/IEC 15948) in its IHDR chunk,
 * JPEG (ITU-T T.81) in its frame header.
 *
 * @param format as ImageIO calls it, "png" or "jpeg"
 * @param grey whether the file has one channel of brightness
 * @param rotated whether its Exif data asks to show it turned or mirrored
 */
record ImageHeader(String format, int height, int width, boolean grey, boolean rotated) {
  private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int START_OF_JPEG = 0xFFD8;
  private static final int SHOWN = 64;

  /**
   * Whether a file is a PNG or JPEG image.
   *
   * @param head its first bytes
   */
  static boolean isImage(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    return isPng(in) || isJpeg(in);
  }

  private static boolean isPng(ByteBuffer in) {
    return in.limit() >= Long.BYTES && in.getLong(0) == PNG_SIGNATURE;
  }

  private static boolean isJpeg(ByteBuffer in) {
    return in.limit() >= 3 && (in.getShort(0) & 0xFFFF) == START_OF_JPEG;
  }

  /**
   * Reads it.
   *
   * @param file for messages
   * @param bytes the whole file
   * @throws DataException if it is another kind of file, or one whose numbers would be lost or
   *     guessed: 16 bits a channel, CMYK
   */
  static ImageHeader of(Path file, byte[] bytes) throws DataException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      if (isPng(in)) {
        return png(file, in);
      }
      if (isJpeg(in)) {
        return jpeg(file, in);
      }
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      throw DataException.of(file, "an image that ends too early", "a whole one", e);
    }
    byte[] head = Arrays.copyOf(bytes, Math.min(SHOWN, bytes.length));
    throw DataException.of(file, FileContents.describe(head), "a PNG or JPEG image");
  }

  private static ImageHeader png(Path file, ByteBuffer in) throws DataException {
    int width = in.getInt(16);
    int height = in.getInt(20);
    int depth = in.get(24);
    int colour = in.get(25); // 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha
    if (depth > 8) {
      throw DataException.of(file, depth + " bits a channel", "8 bits a channel");
    }
    return sized(file, new ImageHeader("png", height, width, colour == 0 || colour == 4, false));
  }

  private static ImageHeader jpeg(Path file, ByteBuffer in) throws DataException {
    boolean rotated = false;
    int at = 2;
    while (true) {
      int marker = in.getShort(at) & 0xFFFF;
      if (marker == 0xFFFF) {
        at++; // a byte that fills
        continue;
      }
      int length = in.getShort(at + 2) & 0xFFFF;
      if (marker == 0xFFE1) {
        rotated |= isRotated(in.slice(at + 4, length - 2));
      }
      if (isFrame(marker)) {
        int bits = in.get(at + 4);
        int channels = in.get(at + 9);
        if (bits != 8) {
          throw DataException.of(file, bits + " bits a channel", "8 bits a channel");
        }
        if (channels != 1 && channels != 3) {
          throw DataException.of(
              file,
              channels + " channels" + (channels == 4 ? " (CMYK)" : ""),
              "grey or RGB; convert it first");
        }
        int height = in.getShort(at + 5) & 0xFFFF;
        int width = in.getShort(at + 7) & 0xFFFF;
        return sized(file, new ImageHeader("jpeg", height, width, channels == 1, rotated));
      }
      if (length < 2 || marker >>> 8 != 0xFF) {
        throw DataException.of(file, "a JPEG image without a frame", "a sound one");
      }
      at += 2 + length;
    }
  }

  /** SOF0 to SOF15; among them stand the tables' markers DHT, JPG and DAC. */
  private static boolean isFrame(int marker) {
    return marker >= 0xFFC0
        && marker <= 0xFFCF
        && marker != 0xFFC4
        && marker != 0xFFC8
        && marker != 0xFFCC;
  }

  private static ImageHeader sized(Path file, ImageHeader header) throws DataException {
    if (header.height < 1 || header.width < 1) {
      throw DataException.of(file, "an image of " + header.size(), "a pixel or more");
    }
    return header;
  }

  /** Whether the tag Orientation (0x0112) of the first directory is there and is not 1. */
  private static boolean isRotated(ByteBuffer segment) {
    byte[] exif = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    try {
      byte[] start = new byte[exif.length];
      segment.get(0, start);
      if (!Arrays.equals(start, exif)) {
        return false;
      }
      ByteBuffer tiff = segment.slice(exif.length, segment.limit() - exif.length);
      tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
      int directory = tiff.getInt(4);
      int entries = tiff.getShort(directory) & 0xFFFF;
      for (int i = 0; i < entries; i++) {
        int entry = directory + 2 + 12 * i;
        if ((tiff.getShort(entry) & 0xFFFF) == 0x0112) {
          return (tiff.getShort(entry + 8) & 0xFFFF) != 1;
        }
      }
      return false;
    } catch (IndexOutOfBoundsException e) {
      return false; // what cannot be read asks for nothing
    }
  }

  /** As "32x48", height first. */
  String size() {
    return height + "x" + width;
  }
}
