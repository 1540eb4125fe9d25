package graft.exchange.torch;

import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.fuzz.Input;
import graft.fuzz.SameModel;
import graft.fuzz.SmallModels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** PyTorch's weights in safetensors. */
public final class TorchFuzz {
  private static final Told TOLD = Told.nothing().withRange(0, 1);

  private TorchFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("torch.safetensors", input);
    Input.read(
        input,
        () ->
            SameModel.require(
                input, TorchReader.read(file, SmallModels.network(), Map.of(), TOLD).model()),
        FileFormatException.class);
  }
}
