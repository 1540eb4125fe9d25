package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every byte of a checkpoint damaged, and every end of it cut off: seconds of work. */
class CheckpointDamageTest {
  @TempDir private Path folder;

  /** Each bit of a byte lies at another place of the checksum, so one of them will do. */
  @Test
  void anyFlippedByteIsFound() throws IOException {
    Path file = folder.resolve("flipped.safetensors");
    Checkpoint.write(CheckpointTest.state(), file);
    byte[] sound = Files.readAllBytes(file);
    List<Integer> passed = new ArrayList<>();
    for (int i = 0; i < sound.length; i++) {
      byte[] flipped = sound.clone();
      flipped[i] ^= (byte) (1 << (i % 8));
      Files.write(file, flipped);
      try {
        if (!Checkpoint.read(file).equals(CheckpointTest.state())) {
          passed.add(i);
        }
      } catch (FileFormatException e) {
        assertThat(e).hasMessageStartingWith(file + ": found ").hasMessageContaining("; expected ");
      }
    }
    assertThat(passed).isEmpty();
  }

  @Test
  void anyEndThatIsMissingIsFound() throws IOException {
    Path file = folder.resolve("cut.safetensors");
    Checkpoint.write(CheckpointTest.state(), file);
    byte[] sound = Files.readAllBytes(file);
    for (int length = 0; length < sound.length; length += 13) {
      Files.write(file, Arrays.copyOf(sound, length));
      assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(FileFormatException.class);
    }
  }
}
