package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.files.FileFormatException;
import java.util.Optional;

/** What a layer says of the function behind it. */
final class Activations {
  private Activations() {}

  /** Its name, {@code linear} where there is none; Keras 3 may tell it as an object with a name. */
  static String read(Refusals refusals, Layer layer, Config config) throws FileFormatException {
    Optional<JsonNode> told = config.tree("activation");
    if (told.isEmpty()) {
      return "linear";
    }
    JsonNode name = told.get().isObject() ? told.get().path("config") : told.get();
    if (!name.isTextual()) {
      throw refusals.of(layer, "activation " + told.get(), "relu, linear, or softmax at the end");
    }
    return name.asText();
  }
}
