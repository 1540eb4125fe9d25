package graft.config;

import graft.files.MistakeException;
import graft.files.NetworkDraft;
import graft.files.NetworkJson;
import graft.fuzz.Input;
import graft.model.NetworkSpec;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;

/** The description of a network alone, in YAML, made whole for images of colour. */
public final class NetworkFuzz {
  private static final Shape IMAGE = Shape.of(8, 9, 3);
  private static final int CLASSES = 4;

  private NetworkFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path file = Input.file("input.yaml", input);
    Input.read(
        input,
        () -> {
          NetworkDraft draft = TrainingFile.readNetwork(file);
          NetworkSpec spec = draft.spec(draft.inputShape().orElse(IMAGE), CLASSES);
          Input.require(
              NetworkJson.read(NetworkJson.write(spec), "again").equals(spec),
              "another network when it is read again");
        },
        MistakeException.class);
  }
}
