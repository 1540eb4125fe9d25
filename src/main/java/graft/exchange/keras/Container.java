package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * A model, or one in another: layers without those that stand for its input.
 *
 * @param layers each behind those that it reads
 * @param output the layer that gives the model's output
 * @param input the configuration of what stands for its input, if it tells a shape
 */
record Container(List<Layer> layers, String output, Optional<JsonNode> input) {
  /** What layers read that read the model's input. */
  static final String INPUT = "";

  /** Keeps a copy of the list. */
  Container {
    layers = List.copyOf(layers);
  }
}
