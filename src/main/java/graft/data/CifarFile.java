package graft.data;

import graft.fetch.FileContents;
import graft.fetch.FileProblem;
import graft.fetch.Gzip;
import graft.fetch.Sha256;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** One of CIFAR's binary files: records of labels and an image in planes. */
final class CifarFile {
  private static final int PLANE = CifarFormat.SIZE * CifarFormat.SIZE;
  private static final int START = 64; // bytes that tell what a file is

  private final Path path;
  private final CifarFormat format;
  private final byte[] records; // [count, labelBytes + C * H * W]
  private final String sha256;

  private CifarFile(Path path, CifarFormat format, byte[] records, String sha256) {
    this.path = path;
    this.format = format;
    this.records = records;
    this.sha256 = sha256;
  }

  /**
   * Reads a file; whether it is compressed is told by its content.
   *
   * @throws DataException if it cannot be read, or is no whole number of records
   */
  static CifarFile read(Path path, CifarFormat format) throws DataException {
    byte[] records;
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        InputStream in = Gzip.uncompressed(raw)) {
      records = in.readAllBytes();
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + FileProblem.cause(e), e);
    }
    if (records.length == 0 || records.length % format.recordBytes() != 0) {
      throw DataException.of(
          path,
          describe(records, format),
          String.format(
              Locale.ROOT,
              "%s's records of %,d bytes, %d of labels and 32x32x3 of an image",
              format.title(),
              format.recordBytes(),
              format.labelBytes()));
    }
    MessageDigest digest = Sha256.digest();
    digest.update(records);
    return new CifarFile(path, format, records, Sha256.hex(digest));
  }

  private static String describe(byte[] records, CifarFormat format) {
    for (CifarFormat other : CifarFormat.values()) {
      if (records.length > 0 && records.length % other.recordBytes() == 0) {
        return String.format(
            Locale.ROOT,
            "%,d bytes: %,d records of %s",
            records.length,
            records.length / other.recordBytes(),
            other.title());
      }
    }
    byte[] head = Arrays.copyOf(records, Math.min(START, records.length));
    Optional<String> kind = FileContents.recognize(head);
    if (kind.isPresent()) {
      return records.length == 0
          ? kind.get()
          : String.format(Locale.ROOT, "%s, %,d bytes long", kind.get(), records.length);
    }
    return String.format(
        Locale.ROOT,
        "%,d bytes, %,d whole records and %,d bytes more (was a download cut off?)",
        records.length,
        records.length / format.recordBytes(),
        records.length % format.recordBytes());
  }

  /** What a file is, as {@link FileContents} tells it. */
  static String describe(Path path) throws DataException {
    try (InputStream in = Files.newInputStream(path)) {
      return FileContents.describe(in.readNBytes(START));
    } catch (IOException e) {
      throw new DataException(path + ": cannot be read: " + FileProblem.cause(e), e);
    }
  }

  /** Its records. */
  int count() {
    return records.length / format.recordBytes();
  }

  /** Of the uncompressed file. */
  String sha256() {
    return sha256;
  }

  /**
   * Puts its images and labels behind those that are there.
   *
   * @param images [N, H, W, C]: here a pixel's channels lie together
   * @param labels [N]
   * @param first where its own begin, in [0, N)
   * @throws DataException if a label is none of the data set's
   */
  void copyTo(byte[] images, byte[] labels, int first) throws DataException {
    for (int i = 0; i < count(); i++) {
      int from = i * format.recordBytes() + format.labelBytes();
      byte label = records[from - 1];
      if (Byte.toUnsignedInt(label) >= format.classes()) {
        throw DataException.of(
            path,
            "label " + Byte.toUnsignedInt(label) + " in record " + i,
            "labels 0 to " + (format.classes() - 1));
      }
      labels[first + i] = label;
      int to = (first + i) * PLANE * CifarFormat.CHANNELS;
      for (int pixel = 0; pixel < PLANE; pixel++) {
        for (int channel = 0; channel < CifarFormat.CHANNELS; channel++) {
          images[to + pixel * CifarFormat.CHANNELS + channel] =
              records[from + channel * PLANE + pixel];
        }
      }
    }
  }
}
