package graft.config;

import graft.files.MistakeException;
import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;

/** Training files: networks and how they are trained, in YAML. */
public final class TrainingFileFuzz {
  private TrainingFileFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.yaml", input);
    Input.read(
        input,
        () -> {
          TrainingSetup setup = TrainingFile.read(file).training();
          Input.require(
              TrainingJson.read(TrainingJson.write(setup), "again").equals(setup),
              "another training when it is read again");
        },
        MistakeException.class);
  }
}
