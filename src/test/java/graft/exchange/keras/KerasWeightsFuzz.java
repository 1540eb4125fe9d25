package graft.exchange.keras;

import graft.files.FileFormatException;
import graft.fuzz.Input;
import graft.fuzz.SameModel;
import graft.fuzz.SmallModels;
import java.io.IOException;
import java.nio.file.Path;

/** Keras' weights alone, for a network that is described. */
public final class KerasWeightsFuzz {
  private KerasWeightsFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.weights.h5", input);
    Input.read(
        input,
        () ->
            SameModel.require(
                input,
                KerasReader.readWeights(file, SmallModels.network(), KerasFuzz.TOLD).model()),
        FileFormatException.class);
  }
}
