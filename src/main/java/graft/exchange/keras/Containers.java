package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.files.FileFormatException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the configuration of a model and of those in it: Sequential and Functional. */
final class Containers {
  private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");
  private static final List<String> SHAPES = List.of("batch_shape", "batch_input_shape");

  private final Refusals refusals;

  Containers(Refusals refusals) {
    this.refusals = refusals;
  }

  /**
   * The model of a file.
   *
   * @param model its class and configuration
   */
  Container root(JsonNode model) throws FileFormatException {
    String className = model.path("class_name").asText();
    if (!MODELS.contains(className)) {
      throw refusals.of(
          "a model of class '" + className + "'",
          "Sequential or Functional: those of other classes do not tell their layers");
    }
    return container(model, "", "layers/", false);
  }

  /** Of a list of layers, as Keras before 2.2.3 has for Sequential, or of an object with one. */
  private static JsonNode layers(JsonNode model) {
    JsonNode config = model.path("config");
    return config.isArray() ? config : config.path("layers");
  }

  private Container container(JsonNode model, String top, String store, boolean frozen)
      throws FileFormatException {
    boolean chain = model.path("class_name").asText().equals("Sequential");
    Map<String, Integer> count = new HashMap<>();
    List<Layer> found = new ArrayList<>();
    Optional<JsonNode> input = Optional.empty();
    String entrance = chain ? Container.INPUT : entrance(model);
    String before = Container.INPUT;
    for (JsonNode told : layers(model)) {
      String name = name(told);
      if (told.path("class_name").asText().equals("InputLayer")) {
        input = chain || name.equals(entrance) ? Optional.of(told.path("config")) : input;
        requireEntrance(chain, name, entrance);
        continue;
      }
      List<String> reads =
          chain ? List.of(before) : Calls.read(refusals, name, told.path("inbound_nodes"));
      found.add(layer(told, name, inner(reads, entrance), top, store, frozen, count));
      before = name;
    }
    if (found.isEmpty()) {
      throw refusals.of("a model without layers", "a network");
    }
    String output = chain ? before : end(model, "output_layers");
    return new Container(
        ordered(found), output, chain ? input.or(() -> first(found, model)) : input);
  }

  private void requireEntrance(boolean chain, String name, String entrance)
      throws FileFormatException {
    if (!chain && !name.equals(entrance)) {
      throw refusals.of("a second input '" + name + "'", "one");
    }
  }

  private String entrance(JsonNode model) throws FileFormatException {
    return end(model, "input_layers");
  }

  private String end(JsonNode model, String key) throws FileFormatException {
    return Calls.end(refusals, key, model.path("config").path(key));
  }

  private static List<String> inner(List<String> reads, String entrance) {
    return reads.stream().map(r -> r.equals(entrance) ? Container.INPUT : r).toList();
  }

  /** Where a Sequential has no layer for its input, the first one tells it. */
  private static Optional<JsonNode> first(List<Layer> layers, JsonNode model) {
    Layer first = layers.get(0);
    Optional<JsonNode> own =
        Optional.of(first.config()).filter(c -> SHAPES.stream().anyMatch(c::hasNonNull));
    return own.or(() -> first.inner().flatMap(Container::input))
        .or(() -> Optional.of(model.path("config")).filter(c -> c.hasNonNull("build_input_shape")))
        .or(() -> Optional.of(model.path("build_config")));
  }

  private String name(JsonNode told) throws FileFormatException {
    String inside = told.path("config").path("name").asText();
    String name = told.path("name").asText(inside);
    if (name.isBlank()) {
      throw refusals.of(
          "a layer without a name (%s)".formatted(told.path("class_name").asText()), "one");
    }
    return name;
  }

  private Layer layer(
      JsonNode told,
      String name,
      List<String> reads,
      String top,
      String store,
      boolean frozen,
      Map<String, Integer> count)
      throws FileFormatException {
    String className = told.path("class_name").asText();
    boolean untrained = frozen || !told.path("config").path("trainable").asBoolean(true);
    String snake = snake(className);
    int number = count.merge(snake, 1, Integer::sum) - 1;
    String own = store + snake + (number == 0 ? "" : "_" + number);
    String outer = top.isEmpty() ? name : top;
    Optional<Container> inner =
        MODELS.contains(className)
            ? Optional.of(container(told, outer, own + "/layers/", untrained))
            : Optional.empty();
    Layer layer =
        new Layer(name, className, told.path("config"), reads, outer, own, untrained, inner);
    requireKeras(told, layer);
    return layer;
  }

  /** A class of someone's own may have the name of one of Keras'. */
  private void requireKeras(JsonNode told, Layer layer) throws FileFormatException {
    String module = told.path("module").asText("keras");
    boolean kerasOwn =
        module.startsWith("keras") || module.startsWith("tf_keras") || module.contains(".keras.");
    String registered = told.path("registered_name").asText("");
    if ((!kerasOwn && !module.equals("null")) || registered.contains(">")) {
      throw refusals.of(
          layer, "a class of %s, %s".formatted(module, registered), "one of Keras' own");
    }
  }

  /** Keras 3's {@code to_snake_case}: Conv2D is conv2d, BatchNormalization batch_normalization. */
  private static String snake(String className) {
    return className
        .replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** Each behind what it reads, else as they stand. */
  private List<Layer> ordered(List<Layer> layers) throws FileFormatException {
    Set<String> names = new HashSet<>(Set.of(Container.INPUT));
    for (Layer layer : layers) {
      if (!names.add(layer.name())) {
        throw refusals.of(layer, "a second layer of that name", "a name of its own");
      }
    }
    Set<String> known = new HashSet<>(Set.of(Container.INPUT));
    List<Layer> ordered = new ArrayList<>();
    List<Layer> left = new ArrayList<>(layers);
    while (!left.isEmpty()) {
      Optional<Layer> ready =
          left.stream().filter(layer -> known.containsAll(layer.reads())).findFirst();
      if (ready.isEmpty()) {
        Layer stuck = left.get(0);
        throw refusals.of(stuck, "that it reads " + stuck.reads(), "layers that are there before");
      }
      ordered.add(ready.get());
      known.add(ready.get().name());
      left.remove(ready.get());
    }
    return ordered;
  }
}
