package graft.exchange.onnx;

import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.fuzz.Input;
import graft.fuzz.SameModel;
import java.io.IOException;
import java.nio.file.Path;

/** ONNX files. */
public final class OnnxFuzz {
  private static final Told TOLD = Told.nothing().withRange(0, 1);

  private OnnxFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.onnx", input);
    Input.read(
        input,
        () -> SameModel.require(input, OnnxReader.read(file, TOLD).model()),
        FileFormatException.class);
  }
}
