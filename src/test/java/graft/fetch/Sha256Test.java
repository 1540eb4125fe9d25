package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
  /** FIPS 180-4's example, of "abc". */
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path folder;

  @Test
  void saysWhatWasFoundAndExpected() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "abc");
    assertThat(Sha256.mismatch(file, ABC)).isEmpty();
    assertThat(Sha256.mismatch(file, "00"))
        .hasValue("found SHA-256 " + ABC + " of the content, expected 00");
  }

  @Test
  void ofAFileAsItIsAlsoWhereItIsCompressed() throws IOException {
    assertThat(Sha256.of(Files.writeString(folder.resolve("plain"), "abc"))).isEqualTo(ABC);
    Path file = folder.resolve("file.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write("abc".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Sha256.ofUncompressed(file)).isEqualTo(ABC);
    assertThat(Sha256.of(file)).isNotEqualTo(ABC);
  }

  @Test
  void aGzipFileThatEndsTooEarlyIsCorrupt() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    assertThat(Sha256.mismatch(file, ABC))
        .hasValueSatisfying(found -> assertThat(found).startsWith("found a corrupt file ("));
  }
}
