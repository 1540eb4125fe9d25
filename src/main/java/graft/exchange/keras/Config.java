package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.files.FileFormatException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A layer's configuration, every key of which is known or refused. */
final class Config {
  /** What changes nothing that the layer computes, once it has weights. */
  private static final Set<String> HARMLESS =
      Set.of(
          "name",
          "trainable",
          "batch_input_shape",
          "batch_shape",
          "input_shape",
          "autocast",
          "seed",
          "synchronized",
          "fused");

  private static final List<String> OF_TRAINING =
      List.of("_initializer", "_regularizer", "_constraint");

  private static final Set<String> DTYPES =
      Set.of(
          "float16",
          "bfloat16",
          "float32",
          "float64",
          "mixed_float16",
          "mixed_bfloat16",
          "uint8",
          "int32",
          "int64");

  private final Refusals refusals;
  private final Layer layer;
  private final Set<String> read = new HashSet<>();

  Config(Refusals refusals, Layer layer) throws FileFormatException {
    this.refusals = refusals;
    this.layer = layer;
    Optional<String> dtype = tree("dtype").map(Config::dtype);
    if (dtype.filter(name -> !DTYPES.contains(name)).isPresent()) {
      throw refusals.of(layer, "dtype " + dtype.get(), "a kind of float: none that is quantised");
    }
    String format = text("data_format", "channels_last");
    if (!format.equals("channels_last")) {
      throw refusals.of(layer, "data_format " + format, "channels_last");
    }
  }

  /** A string, or an object that names it. */
  private static String dtype(JsonNode told) {
    JsonNode name = told.path("config").path("name");
    return name.isTextual() ? name.asText() : told.asText(told.toString());
  }

  /** What a key says; nothing where it is not there or null. */
  Optional<JsonNode> tree(String key) {
    read.add(key);
    return Optional.ofNullable(layer.config().get(key)).filter(node -> !node.isNull());
  }

  String text(String key, String otherwise) throws FileFormatException {
    Optional<JsonNode> told = tree(key);
    if (told.isEmpty()) {
      return otherwise;
    }
    if (!told.get().isTextual()) {
      throw wrong(key, told.get(), "a text");
    }
    return told.get().asText();
  }

  boolean flag(String key, boolean otherwise) throws FileFormatException {
    Optional<JsonNode> told = tree(key);
    if (told.isEmpty()) {
      return otherwise;
    }
    if (!told.get().isBoolean()) {
      throw wrong(key, told.get(), "true or false");
    }
    return told.get().asBoolean();
  }

  double number(String key, double otherwise) throws FileFormatException {
    Optional<JsonNode> told = tree(key);
    if (told.isEmpty()) {
      return otherwise;
    }
    if (!told.get().isNumber()) {
      throw wrong(key, told.get(), "a number");
    }
    return told.get().asDouble();
  }

  /** What a key says that must say something. */
  JsonNode told(String key) throws FileFormatException {
    return tree(key).orElseThrow(() -> refusals.of(layer, "no " + key, "it"));
  }

  /** A positive whole number. */
  int count(String key) throws FileFormatException {
    return count(key, told(key));
  }

  private int count(String key, JsonNode told) throws FileFormatException {
    if (!told.isNumber() || told.asDouble() != told.asInt() || told.asInt() < 1) {
      throw wrong(key, told, "a positive whole number");
    }
    return told.asInt();
  }

  /** Rows and columns: a list of two, or one number for both. */
  List<Integer> pair(String key, List<Integer> otherwise) throws FileFormatException {
    Optional<JsonNode> told = tree(key);
    if (told.isEmpty()) {
      return otherwise;
    }
    if (!told.get().isArray()) {
      int both = count(key, told.get());
      return List.of(both, both);
    }
    List<Integer> pair = new ArrayList<>();
    for (JsonNode one : told.get()) {
      pair.add(count(key, one));
    }
    if (pair.size() != 2) {
      throw wrong(key, told.get(), "two numbers");
    }
    return pair;
  }

  /** One number for rows and columns. */
  int square(String key, List<Integer> otherwise, String why) throws FileFormatException {
    List<Integer> pair = pair(key, otherwise);
    if (!pair.get(0).equals(pair.get(1))) {
      throw refusals.of(layer, key + " " + pair, why);
    }
    return pair.get(0);
  }

  /** Requires what Graft does in any case. */
  void require(String key, boolean value, String why) throws FileFormatException {
    if (flag(key, value) != value) {
      throw refusals.of(layer, key + " " + !value, why);
    }
  }

  /** Takes keys that say nothing, as the others are. */
  void passOver(String... keys) {
    read.addAll(List.of(keys));
  }

  /** Refuses keys that no one asked for, unless they change nothing or say nothing. */
  void requireNoOthers() throws FileFormatException {
    var names = layer.config().fieldNames();
    while (names.hasNext()) {
      String key = names.next();
      boolean known = read.contains(key) || HARMLESS.contains(key) || isOfTraining(key);
      if (!known && !layer.config().get(key).isNull()) {
        throw refusals.of(
            layer, "'%s': %s".formatted(key, layer.config().get(key)), "none that is not known");
      }
    }
  }

  private static boolean isOfTraining(String key) {
    return OF_TRAINING.stream().anyMatch(key::endsWith);
  }

  /** Whether it penalises or constrains weights or outputs in training. */
  boolean penalises() {
    for (var entry : layer.config().properties()) {
      String key = entry.getKey();
      boolean penalty = key.endsWith("_regularizer") || key.endsWith("_constraint");
      if (penalty && !entry.getValue().isNull()) {
        return true;
      }
    }
    return false;
  }

  private FileFormatException wrong(String key, JsonNode found, String expected) {
    return refusals.of(layer, key + " " + found, expected);
  }
}
