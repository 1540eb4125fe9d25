package graft.exchange.keras;

import static graft.exchange.keras.KerasFiguresTest.kept;
import static org.assertj.core.api.Assertions.assertThat;

import graft.exchange.Imported;
import graft.exchange.Told;
import graft.files.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole HDF5 files damaged here and there: a second of work. */
class KerasDamageTest {
  @TempDir static Path folder;

  /** Bytes all over files of a few thousand, damaged in turn, and the file cut there. */
  @Test
  void aDamagedFileIsASentence() throws IOException {
    for (String name : new String[] {"graft-features.h5", "keras3-legacy.h5"}) {
      byte[] whole = Files.readAllBytes(kept(name));
      Path file = folder.resolve("damaged.h5");
      int refused = 0;
      for (int i = 0; i < whole.length; i += 101) {
        byte[] damaged = whole.clone();
        damaged[i] ^= (byte) (i % 3 == 0 ? 0xFF : 0x81);
        refused += isRefused(file, damaged) ? 1 : 0;
        if (i % 2 == 0) {
          isRefused(file, Arrays.copyOf(whole, i));
        }
      }
      assertThat(refused).isGreaterThan(10);
    }
  }

  private static boolean isRefused(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    try {
      Imported read = KerasReader.read(file, Told.nothing().withRange(0, 1));
      assertThat(read.model().classNames()).isNotNull();
      return false;
    } catch (FileFormatException e) {
      assertThat(e).hasMessageContaining("expected");
      return true;
    }
  }
}
