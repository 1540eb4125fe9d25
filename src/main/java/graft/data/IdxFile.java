package graft.data;

import graft.fetch.FileContents;
import graft.fetch.FileProblem;
import graft.fetch.Gzip;
import graft.fetch.Sha256;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.ZipException;

/**
 * An IDX file of images or labels, as http://yann.lecun.com/exdb/mnist describes the format: a
 * big-endian header, then unsigned bytes. Whether a file is compressed is told by its content, not
 * by its name.
 */
final class IdxFile {
  private static final int IMAGES_MAGIC = 2051; // 0x0803: unsigned bytes in three dimensions
  private static final int LABELS_MAGIC = 2049; // 0x0801: unsigned bytes in one dimension

  private static final int START = 64; // bytes that tell what a file is
  private static final long MOST_DEFLATED = 1032; // bytes of one; zlib.net/zlib_tech.html

  private final int[] extents; // {N, H, W} or {N}
  private final byte[] body; // [N, H, W] or [N], unsigned
  private final String sha256;

  private IdxFile(int[] extents, byte[] body, String sha256) {
    this.extents = extents;
    this.body = body;
    this.sha256 = sha256;
  }

  /** Reads images; the extents are count, height and width. */
  static IdxFile readImages(Path path) throws DataException {
    return read(path, IMAGES_MAGIC, "images", 3);
  }

  /** Reads labels. */
  static IdxFile readLabels(Path path) throws DataException {
    return read(path, LABELS_MAGIC, "labels", 1);
  }

  /** N, the number of images or labels. */
  int count() {
    return extents[0];
  }

  /** H of images. */
  int height() {
    return extents[1];
  }

  /** W of images. */
  int width() {
    return extents[2];
  }

  /** Pixels [N, H, W] or labels [N], unsigned: the array itself. */
  byte[] bytes() {
    return body;
  }

  /** Of the uncompressed file. */
  String sha256() {
    return sha256;
  }

  private static IdxFile read(Path path, int magic, String kind, int dimensions)
      throws DataException {
    MessageDigest digest = Sha256.digest();
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        InputStream content = Gzip.uncompressed(raw);
        InputStream in = new DigestInputStream(content, digest)) {
      boolean compressed = content != raw;
      try {
        int[] extents = readHeader(path, in, magic, kind, dimensions, compressed);
        long most = Files.size(path) * (compressed ? MOST_DEFLATED : 1);
        return new IdxFile(extents, readBody(path, in, extents, most), Sha256.hex(digest));
      } catch (DataException e) {
        // Where the gzip checksum fails too, that is the cause and the odd header its effect.
        in.transferTo(OutputStream.nullOutputStream());
        throw e;
      }
    } catch (EOFException e) {
      throw DataException.of(path, "a gzip file that ends too early", "a whole gzip file", e);
    } catch (ZipException e) {
      throw DataException.of(
          path, "a corrupt gzip file (" + e.getMessage() + ")", "a sound gzip file", e);
    } catch (DataException e) {
      throw e;
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + FileProblem.cause(e), e);
    }
  }

  private static int[] readHeader(
      Path path, InputStream in, int magic, String kind, int dimensions, boolean compressed)
      throws IOException {
    int length = 4 * (1 + dimensions);
    byte[] bytes = in.readNBytes(length);
    if (bytes.length == 0) {
      throw DataException.of(path, "an empty file", "an IDX file of " + kind);
    }
    if (bytes.length >= 4) {
      int found = ByteBuffer.wrap(bytes).getInt();
      if (found != magic) {
        byte[] start = start(bytes, in);
        String twice = compressed && Gzip.isCompressed(start) ? " in a gzip file" : "";
        throw DataException.of(
            path,
            FileContents.describe(start) + twice,
            "an IDX file of %s, unsigned bytes %s".formatted(kind, shape(dimensions)));
      }
    }
    if (bytes.length < length) {
      throw DataException.of(
          path, "only " + bytes.length + " bytes", "an IDX header of " + length + " bytes");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes, 4, length - 4);
    int[] extents = new int[dimensions];
    for (int i = 0; i < dimensions; i++) {
      extents[i] = header.getInt();
    }
    return extents;
  }

  /** Enough of the file to tell what it is. */
  private static byte[] start(byte[] read, InputStream in) throws IOException {
    byte[] start = Arrays.copyOf(read, START);
    int more = in.readNBytes(start, read.length, START - read.length);
    return Arrays.copyOf(start, read.length + more);
  }

  private static String shape(int dimensions) {
    return dimensions == 1 ? "[N]" : "[N, H, W]";
  }

  /**
   * Into one array, without a copy.
   *
   * @param most bytes that a file of this size can hold, so that a wrong header does not cost its
   *     claim in memory
   */
  private static byte[] readBody(Path path, InputStream in, int[] extents, long most)
      throws IOException {
    String claim = describe(extents);
    long size = 1;
    for (int extent : extents) {
      if (extent < 1) {
        throw DataException.of(path, "a header of " + claim, "extents of 1 or more");
      }
      size = Math.min(size, Integer.MAX_VALUE) * extent;
    }
    if (size > Integer.MAX_VALUE - 8) {
      throw DataException.of(path, "a header of " + claim, "less than 2 GiB");
    }
    byte[] body = size <= most ? room(path, (int) size, claim) : new byte[(int) most];
    int read = in.readNBytes(body, 0, body.length);
    if (read < size) {
      throw DataException.of(
          path, read + " bytes after the header (truncated)", size + " for the header's " + claim);
    }
    // Reading to the end also makes gzip check its checksum.
    if (in.read() != -1) {
      throw DataException.of(
          path,
          "more than " + size + " bytes after the header",
          "just as many for the header's " + claim);
    }
    return body;
  }

  private static byte[] room(Path path, int size, String claim) throws DataException {
    try {
      return new byte[size];
    } catch (OutOfMemoryError e) {
      throw DataException.of(
          path,
          String.format(Locale.ROOT, "%s, which take %,d MiB", claim, (size >> 20) + 1),
          String.format(
              Locale.ROOT,
              "less than is left of Java's heap of %,d MiB; -Xmx makes it larger (make run"
                  + " HEAP=4g)",
              Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }

  private static String describe(int[] extents) {
    return extents.length == 1
        ? extents[0] + " labels"
        : extents[0] + " images of " + extents[1] + "x" + extents[2];
  }
}
