package graft.exchange.keras;

import static graft.exchange.keras.KerasFiguresTest.kept;
import static graft.exchange.keras.KerasFiles.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code .keras} files that are not whole, or no models. */
class ArchiveTest {
  private static final String NAME = "keras3-functional-bytes.keras";

  @TempDir static Path folder;

  private static void requireRefused(Path file, String said) {
    assertThatThrownBy(() -> KerasFiles.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(said);
  }

  private static byte[] whole() throws IOException {
    return Files.readAllBytes(kept(NAME));
  }

  private static int find(byte[] content, String text) {
    int at = new String(content, StandardCharsets.ISO_8859_1).indexOf(text);
    assertThat(at).isPositive();
    return at;
  }

  @Test
  void anArchiveThatEndsTooEarlyIsNone() throws IOException {
    byte[] whole = whole();
    Path file = Files.write(folder.resolve("cut.keras"), Arrays.copyOf(whole, whole.length / 2));
    requireRefused(file, "no whole ZIP archive (zip END header not found); expected a .keras file");
  }

  /** Java does not look at the checksums of what is stored as it is. */
  @ParameterizedTest
  @CsvSource({"Conv2D, config.json", "TREE, model.weights.h5"})
  void aChangedByteIsFound(String text, String entry) throws IOException {
    byte[] content = whole();
    content[find(content, text)] ^= 1;
    requireRefused(
        Files.write(folder.resolve("changed.keras"), content),
        "a damaged " + entry + " (its checksum is another); expected a whole archive");
  }

  @Test
  void whatCannotBeUnpackedIsDamaged() throws IOException {
    Path file = folder.resolve("packed.keras");
    byte[] config = text(KerasFiles.sequential(KerasFiles.input(5), KerasFiles.logits()));
    KerasFiles.zip(file, Deflater.BEST_COMPRESSION, List.of(Archive.CONFIG), List.of(config));
    byte[] content = Files.readAllBytes(file);
    int at = find(content, Archive.CONFIG) + Archive.CONFIG.length();
    Arrays.fill(content, at, at + 16, (byte) 0xFF);
    Files.write(file, content);
    requireRefused(file, "a damaged config.json (");
  }

  @Test
  void anArchiveHasAllOfAModel() throws IOException {
    Path file = folder.resolve("parts.keras");
    byte[] config = text(KerasFiles.sequential(KerasFiles.input(5), KerasFiles.logits()));
    KerasFiles.zip(
        file,
        Deflater.NO_COMPRESSION,
        List.of(Archive.METADATA, Archive.CONFIG),
        List.of(text(KerasFiles.VERSION), config));
    requireRefused(file, "a ZIP archive without model.weights.h5; expected a .keras file");
  }

  /** Ten million zeros in ten thousand bytes. */
  @Test
  void whatGrowsWithoutEndIsNotUnpacked() throws IOException {
    Path file = folder.resolve("growing.keras");
    byte[] config = text(KerasFiles.sequential(KerasFiles.input(5), KerasFiles.logits()));
    KerasFiles.zip(
        file,
        Deflater.BEST_COMPRESSION,
        List.of(Archive.METADATA, Archive.CONFIG, Archive.WEIGHTS),
        List.of(text(KerasFiles.VERSION), config, new byte[10_000_000]));
    String most = String.format(Locale.ROOT, "%,d", Files.size(file) * 100);
    requireRefused(file, "model.weights.h5 of more than " + most + " bytes; expected less");
  }
}
