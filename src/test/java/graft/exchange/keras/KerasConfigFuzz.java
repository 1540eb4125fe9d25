package graft.exchange.keras;

import graft.files.FileFormatException;
import graft.fuzz.Input;
import graft.fuzz.SameModel;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The configuration in a {@code .keras} archive, whose checksums would keep most of what a fuzzer
 * makes from being read.
 */
public final class KerasConfigFuzz {
  private static final byte[] METADATA =
      "{\"keras_version\": \"3.0.0\"}".getBytes(StandardCharsets.UTF_8);

  private KerasConfigFuzz() {}

  /** A file of Keras'. */
  private static final String MADE = "/graft/fuzz/keras/stored.keras";

  private static final byte[] WEIGHTS = entry(Archive.WEIGHTS);

  /** What stands in the file under a name. */
  static byte[] entry(String name) {
    try (ZipInputStream zip =
        new ZipInputStream(
            Objects.requireNonNull(KerasConfigFuzz.class.getResourceAsStream(MADE), MADE))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().equals(name)) {
          return zip.readAllBytes();
        }
      }
      throw new IllegalStateException(MADE + " has no " + name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.place("config.keras");
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(Deflater.NO_COMPRESSION);
      add(zip, Archive.METADATA, METADATA);
      add(zip, Archive.CONFIG, input);
      add(zip, Archive.WEIGHTS, WEIGHTS);
    }
    Input.read(
        input,
        () -> SameModel.require(input, KerasReader.read(file, KerasFuzz.TOLD).model()),
        FileFormatException.class);
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
