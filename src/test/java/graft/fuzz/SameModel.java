package graft.fuzz;

import graft.files.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A model that was read can be kept: written, it reads as the same. */
public final class SameModel {
  private SameModel() {}

  /**
   * Writes a model twice, the second time as the first file reads.
   *
   * @param input that it was read from
   * @throws AssertionError if the files differ
   */
  public static void require(byte[] input, ModelFile model) throws IOException {
    if (!Input.isChosen(input)) {
      return;
    }
    Path once = Input.place("once.safetensors");
    Path twice = Input.place("twice.safetensors");
    model.write(once);
    ModelFile.read(once).write(twice);
    Input.require(
        Arrays.equals(Files.readAllBytes(once), Files.readAllBytes(twice)),
        "another model when it is read again");
  }
}
