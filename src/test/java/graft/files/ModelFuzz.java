package graft.files;

import graft.fuzz.Input;
import graft.fuzz.SameModel;
import java.io.IOException;
import java.nio.file.Path;

/** Graft's models. */
public final class ModelFuzz {
  private ModelFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("model.safetensors", input);
    Input.read(
        input, () -> SameModel.require(input, ModelFile.read(file)), FileFormatException.class);
  }
}
