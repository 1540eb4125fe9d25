package graft.train;

import graft.files.FileFormatException;
import graft.files.Safetensors;
import graft.files.StoredTensor;
import graft.fuzz.Input;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Checkpoints, as they are and with the checksum put right, so that what lies behind it is read.
 */
public final class CheckpointFuzz {
  private CheckpointFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.safetensors", input);
    Input.read(input, () -> read(input, file), FileFormatException.class);
    Optional<byte[]> sound = sound(file, input);
    if (sound.isPresent()) {
      Path mended = Input.file("mended.safetensors", sound.get());
      Input.read(input, () -> read(input, mended), FileFormatException.class);
    }
  }

  /** What was read is written, and reads as the same. */
  private static void read(byte[] input, Path file) throws IOException {
    TrainingState state = Checkpoint.read(file);
    if (!Input.isChosen(input)) {
      return;
    }
    Path once = Input.place("once.safetensors");
    Path twice = Input.place("twice.safetensors");
    Checkpoint.write(state, once);
    Checkpoint.write(Checkpoint.read(once), twice);
    Input.require(
        Arrays.equals(Files.readAllBytes(once), Files.readAllBytes(twice)),
        "another state when it is read again");
  }

  /** With the checksum of its content in the place of the one that it has. */
  private static Optional<byte[]> sound(Path file, byte[] input) {
    ContentChecksum checksum = new ContentChecksum();
    String said;
    try (Safetensors opened = Safetensors.open(file)) {
      said = opened.metadata().getOrDefault(Checkpoint.CHECKSUM, "");
      opened.metadata().entrySet().stream()
          .filter(string -> !string.getKey().equals(Checkpoint.CHECKSUM))
          .forEach(string -> checksum.string(string.getKey(), string.getValue()));
      for (StoredTensor stored : opened.tensors().values()) {
        if (stored.dtype().isEmpty()) {
          return Optional.empty();
        }
        checksum.block(
            stored.name(), stored.dtype().get(), stored.shape(), opened.bytes(stored.name()));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    String text = new String(input, StandardCharsets.ISO_8859_1);
    int at = said.matches("[0-9a-f]{8}") ? text.indexOf("\"" + said + "\"") : -1;
    if (at < 0) {
      return Optional.empty();
    }
    byte[] sound = input.clone();
    byte[] value = checksum.value().getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(value, 0, sound, at + 1, value.length);
    return Optional.of(sound);
  }
}
