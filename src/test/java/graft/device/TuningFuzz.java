package graft.device;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Path;

/** The file of measured algorithms. */
public final class TuningFuzz {
  private TuningFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("tuning.json", input);
    Input.read(
        input,
        () -> Input.require(TunedChoices.of(file).choice("?").isEmpty() || input.length > 4, "?"),
        IOException.class);
  }
}
