package graft.exchange.keras;

import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
    } catch (ZipException e) {
      throw refusals.of("no whole ZIP archive (" + e.getMessage() + ")", "a .keras file");
    }
  }

  /** A text in it. */
  String text(String name) throws IOException {
    try (InputStream in = stream(name)) {
      byte[] text = in.readNBytes((int) MOST_TEXT + 1);
      if (text.length > MOST_TEXT) {
        throw refusals.of(name + " of more than 64 MiB", "the configuration of a model");
      }
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  /**
   * The weights as a file of their own.
   *
   * @param folder where it is put
   */
  Path weights(Path folder) throws IOException {
    Path file = folder.resolve("weights.h5");
    long most = Math.multiplyExact(bytes, MOST_GROWTH);
    try (InputStream in = stream(WEIGHTS);
        OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[BUFFER];
      long written = 0;
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        written += count;
        if (written > most) {
          throw refusals.of(WEIGHTS + " of more than %,d bytes".formatted(most), "less");
        }
        out.write(buffer, 0, count);
      }
      return file;
    } catch (ZipException e) {
      throw refusals.of("a damaged " + WEIGHTS + " (" + e.getMessage() + ")", "a whole archive");
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

  private InputStream stream(String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw refusals.of("a ZIP archive without " + name, "a .keras file");
    }
    return zip.getInputStream(entry);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
