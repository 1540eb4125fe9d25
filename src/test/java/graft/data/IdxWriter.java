package graft.data;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Makes the bytes of IDX files. */
public final class IdxWriter {
  private IdxWriter() {}

  /** An images file of [count, height, width] pixels; the header need not be true. */
  public static byte[] images(int count, int height, int width, byte[] pixels) {
    return idx(new int[] {2051, count, height, width}, pixels);
  }

  /** A labels file; the header need not be true. */
  public static byte[] labels(int count, byte[] labels) {
    return idx(new int[] {2049, count}, labels);
  }

  /** Big-endian header numbers and a body. */
  public static byte[] idx(int[] header, byte[] body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      for (int number : header) {
        out.writeInt(number);
      }
      out.write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The same bytes as a gzip file. */
  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Writes the four files of a data set, making the folder if need be. */
  public static void writeFolder(
      Path folder, ImageDataset train, ImageDataset test, boolean compressed) throws IOException {
    Files.createDirectories(folder);
    write(folder, DataFile.TRAIN_IMAGES, images(train), compressed);
    write(folder, DataFile.TRAIN_LABELS, labels(train.count(), train.labels()), compressed);
    write(folder, DataFile.TEST_IMAGES, images(test), compressed);
    write(folder, DataFile.TEST_LABELS, labels(test.count(), test.labels()), compressed);
  }

  private static byte[] images(ImageDataset data) {
    return images(data.count(), data.sample().extent(0), data.sample().extent(1), data.images());
  }

  private static void write(Path folder, DataFile file, byte[] content, boolean compressed)
      throws IOException {
    Files.write(
        folder.resolve(compressed ? file.compressedName() : file.plainName()),
        compressed ? gzip(content) : content);
  }
}
