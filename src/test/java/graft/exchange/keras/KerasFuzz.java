package graft.exchange.keras;

import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.fuzz.Input;
import graft.fuzz.SameModel;
import java.io.IOException;
import java.nio.file.Path;

/** Keras' whole models: HDF5 files and {@code .keras} archives. */
public final class KerasFuzz {
  static final Told TOLD = Told.nothing().withRange(0, 1);

  private KerasFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.keras", input);
    Input.read(
        input,
        () -> SameModel.require(input, KerasReader.read(file, TOLD).model()),
        FileFormatException.class);
  }
}
