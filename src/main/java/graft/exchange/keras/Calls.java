package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.files.FileFormatException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How a layer is called: {@code inbound_nodes}. Keras 2 has a list of {@code [layer, node, tensor,
 * arguments]} for each call, Keras 3 the arguments, with an object for each tensor, whose {@code
 * keras_history} is {@code [layer, node, tensor]}.
 */
final class Calls {
  private static final String TENSOR = "__keras_tensor__";

  private final Refusals refusals;
  private final String layer;
  private final List<String> reads = new ArrayList<>();

  private Calls(Refusals refusals, String layer) {
    this.refusals = refusals;
    this.layer = layer;
  }

  /**
   * The layers that a layer reads, in its order.
   *
   * @throws FileFormatException if it is called never or more than once, or with arguments that
   *     change what it computes
   */
  static List<String> read(Refusals refusals, String layer, JsonNode nodes)
      throws FileFormatException {
    Calls calls = new Calls(refusals, layer);
    if (nodes.size() != 1) {
      throw calls.refused(
          String.format(Locale.ROOT, "that it is called %d times", nodes.size()),
          "once: Graft's nodes do not share weights");
    }
    JsonNode call = nodes.get(0);
    if (call.isObject()) {
      for (JsonNode argument : call.path("args")) {
        calls.argument(argument);
      }
      calls.arguments(call.path("kwargs"));
    } else if (call.path(0).isTextual()) {
      calls.tensor(call);
    } else {
      for (JsonNode tensor : call) {
        calls.tensor(tensor);
      }
    }
    if (calls.reads.isEmpty()) {
      throw calls.refused("that it reads nothing", "a layer before it");
    }
    return calls.reads;
  }

  /** A layer that gives a model its input or its output: {@code [layer, node, tensor]}. */
  static String end(Refusals refusals, String what, JsonNode told) throws FileFormatException {
    JsonNode one = told.path(0).isArray() ? told.get(0) : told;
    boolean single = !told.path(0).isArray() || told.size() == 1;
    if (!single || !one.path(0).isTextual() || one.path(2).asInt(-1) != 0) {
      throw refusals.of(what + " " + told, "one tensor");
    }
    return one.get(0).asText();
  }

  private void argument(JsonNode argument) throws FileFormatException {
    if (argument.isArray()) {
      for (JsonNode one : argument) {
        argument(one);
      }
    } else if (argument.path("class_name").asText().equals(TENSOR)) {
      history(argument.path("config").path("keras_history"));
    } else if (!argument.isNull()) {
      throw refused("the argument " + argument, "what layers give");
    }
  }

  private void tensor(JsonNode tensor) throws FileFormatException {
    history(tensor);
    arguments(tensor.path(3));
  }

  private void history(JsonNode history) throws FileFormatException {
    if (!history.path(0).isTextual() || history.path(2).asInt(-1) != 0) {
      throw refused("that it reads " + history, "the one output of a layer");
    }
    reads.add(history.get(0).asText());
  }

  private void arguments(JsonNode named) throws FileFormatException {
    for (var entry : named.properties()) {
      boolean inference = entry.getKey().equals("training") && !entry.getValue().asBoolean(true);
      if (!entry.getValue().isNull() && !inference) {
        throw refused("the argument " + entry, "none, or training=False");
      }
    }
  }

  private FileFormatException refused(String found, String expected) {
    return FileFormatException.of(
        "%s: layer '%s'".formatted(refusals.file(), layer), found, expected);
  }
}
