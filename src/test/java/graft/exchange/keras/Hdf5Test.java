package graft.exchange.keras;

import static graft.exchange.keras.KerasFiguresTest.kept;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What lies in an HDF5 file that Keras can have written, and what has become of it. */
class Hdf5Test {
  @TempDir static Path folder;

  private static String bytes(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /**
   * Of each float in the file: where its exponent begins and how long it is, where its mantissa
   * begins and how long that is, and what is subtracted. The first is bfloat16, which has as many
   * bytes as float16: whoever goes by the size reads other numbers.
   */
  @ParameterizedTest
  @CsvSource({
    "keras2-plane-softmax.h5, 0a 05 00 0a 0f 00, 07 08 00 07 7f 00",
    "keras2-plane-softmax.h5, 0a 05 00 0a 0f 00, 0a 05 00 09 0f 00",
    "by-keras-sequential-softmax.h5, 17 08 00 17 7f 00, 17 07 00 17 7f 00",
    "by-keras-sequential-softmax.h5, 17 08 00 17 7f 00, 17 08 00 16 7f 00",
    "keras2-nested.h5, 34 0b 00 34 ff 03, 34 0a 00 34 ff 03",
    "keras2-nested.h5, 34 0b 00 34 ff 03, 34 0b 00 33 ff 03",
  })
  void otherFloatsAreNotTakenForThoseOfTheirSize(String name, String from, String to)
      throws IOException {
    Path file = KerasFiles.patched(folder, kept(name), bytes(from), bytes(to));
    assertThatThrownBy(() -> KerasFiles.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("found dataset model_weights/")
        .hasMessageContaining("of another kind; expected float16, float32 or float64");
  }

  @ParameterizedTest
  @CsvSource({
    "20, its beginning",
    "2000, /@model_config",
    "10000, model_weights/base/block1/kernel:0",
    "20000, /model_weights/head/@weight_names",
  })
  void aFileThatEndsTooEarlyIsASentence(int length, String place) throws IOException {
    byte[] whole = Files.readAllBytes(kept("keras2-nested.h5"));
    Path file = Files.write(folder.resolve("short.h5"), Arrays.copyOf(whole, length));
    assertThatThrownBy(() -> KerasFiles.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(
            "an HDF5 file that is damaged or of a kind that is not read, at " + place + " (new")
        .hasMessageContaining(
            " > %d)); expected a whole file, its weights in float16, float32 or float64", length);
  }

  /** More than a buffer can have; all but its beginning is a hole, which takes no place. */
  @Test
  void aFileOfMoreThan2GibIsRead() throws IOException {
    Path file = folder.resolve("large.h5");
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE,
            StandardOpenOption.SPARSE)) {
      channel.write(ByteBuffer.wrap(Files.readAllBytes(kept("keras2-weights.h5"))));
      channel.write(ByteBuffer.allocate(1), 1L << 31);
    }
    assertThatThrownBy(() -> KerasFiles.read(file))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("weights alone (no attribute model_config)");
    Files.delete(file);
  }
}
