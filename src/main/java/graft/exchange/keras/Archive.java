package graft.exchange.keras;

import graft.fetch.FileProblem;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * A {@code .keras} file: a ZIP archive of {@code metadata.json}, {@code config.json} and {@code
 * model.weights.h5} (Keras 3, {@code saving/saving_lib.py}). Python stores them as they are.
 */
final class Archive implements AutoCloseable {
  static final String CONFIG = "config.json";
  static final String METADATA = "metadata.json";
  static final String WEIGHTS = "model.weights.h5";
  private static final long MOST_TEXT = 64 << 20;

  /** Weights hardly become smaller: an entry that grows this much was made to fill a disk. */
  private static final long MOST_GROWTH = 100;

  private static final int BUFFER = 1 << 16;

  private final Refusals refusals;
  private final ZipFile zip;
  private final long bytes;

  Archive(Path file, Refusals refusals) throws IOException {
    this.refusals = refusals;
    this.bytes = Files.size(file);
    try {
      this.zip = new ZipFile(file.toFile());
    } catch (ZipException | EOFException e) {
      throw refusals.of("no whole ZIP archive (" + reason(e) + ")", "a .keras file");
    }
  }

  /** A text in it. */
  String text(String name) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    copy(name, text, MOST_TEXT);
    return text.toString(StandardCharsets.UTF_8);
  }

  /**
   * The weights as a file of their own.
   *
   * @param folder where it is put
   */
  Path weights(Path folder) throws IOException {
    Path file = folder.resolve("weights.h5");
    try (OutputStream out = Files.newOutputStream(file)) {
      copy(WEIGHTS, out, Math.multiplyExact(bytes, MOST_GROWTH));
      return file;
    } catch (IOException e) {
      throw FileProblem.isOfSystem(e)
          ? new IOException(
              "the weights in the archive cannot be unpacked to "
                  + file
                  + ": "
                  + FileProblem.cause(e)
                  + " (java -Djava.io.tmpdir=FOLDER sets another place)",
              e)
          : e;
    }
  }

  /**
   * Unpacks an entry.
   *
   * @param most bytes that it may have
   */
  private void copy(String name, OutputStream out, long most) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw refusals.of("a ZIP archive without " + name, "a .keras file");
    }
    CRC32 sum = new CRC32(); // which Java's ZipFile does not look at
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] buffer = new byte[BUFFER];
      long written = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        written += count;
        if (written > most) {
          throw refusals.of(
              name + String.format(Locale.ROOT, " of more than %,d bytes", most), "less");
        }
        sum.update(buffer, 0, count);
        out.write(buffer, 0, count);
      }
    } catch (ZipException | EOFException e) {
      throw refusals.of("a damaged %s (%s)".formatted(name, reason(e)), "a whole archive");
    }
    if (sum.getValue() != entry.getCrc()) {
      throw refusals.of(
          "a damaged %s (its checksum is another)".formatted(name), "a whole archive");
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? "it ends too early" : e.getMessage();
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
