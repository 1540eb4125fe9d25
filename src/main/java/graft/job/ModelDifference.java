package graft.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.files.ModelFile;
import graft.files.NetworkJson;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.predict.Predictions;
import graft.predict.Predictor;
import graft.tensor.HostTensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What differs between two models.
 *
 * @param network a line for each node that only one has, or that is another op or reads others
 * @param weights a line for each tensor that both have and whose numbers or shape differ
 * @param about a line for all else that differs: preprocessing, class names
 * @param logits the difference on samples; none where they cannot be compared
 * @param samples what was looked at, or why nothing was
 */
public record ModelDifference(
    List<String> network,
    List<String> weights,
    List<String> about,
    Optional<Difference> logits,
    String samples) {
  private static final int BATCH = 64;

  /** Keeps copies. */
  public ModelDifference {
    network = List.copyOf(network);
    weights = List.copyOf(weights);
    about = List.copyOf(about);
  }

  /**
   * Compares.
   *
   * @param samples on which the logits are compared
   * @throws IllegalArgumentException if a logit of the first model is NaN or infinite
   */
  public static ModelDifference of(Device device, ModelFile one, ModelFile other, Samples samples) {
    NetworkSpec some = one.model().spec();
    NetworkSpec others = other.model().spec();
    boolean comparable =
        some.input().equals(others.input()) && some.outputShape().equals(others.outputShape());
    return new ModelDifference(
        networks(some, others),
        weights(one.model(), other.model()),
        about(one, other),
        comparable
            ? Optional.of(
                Difference.of(logits(device, one, samples), logits(device, other, samples)))
            : Optional.empty(),
        comparable
            ? String.format(Locale.ROOT, "%d images (%s)", samples.count(), samples.source())
            : "one makes %s of %s, the other %s of %s"
                .formatted(some.outputShape(), some.input(), others.outputShape(), others.input()));
  }

  private static Predictions logits(Device device, ModelFile file, Samples samples) {
    try (Predictor predictor = Predictor.of(device, file.model(), file.preprocessing(), BATCH)) {
      return predictor.predict(samples.images());
    }
  }

  private static List<String> networks(NetworkSpec some, NetworkSpec others) {
    Map<String, JsonNode> left = nodes(some);
    Map<String, JsonNode> right = nodes(others);
    List<String> lines = new ArrayList<>();
    left.forEach(
        (name, node) -> {
          JsonNode same = right.get(name);
          if (same == null) {
            lines.add("- " + node);
          } else if (!same.equals(node)) {
            lines.add("  " + name + ": " + changes(node, same));
          }
        });
    right.forEach(
        (name, node) -> {
          if (!left.containsKey(name)) {
            lines.add("+ " + node);
          }
        });
    return lines;
  }

  /** By name, in order, and the input. */
  private static Map<String, JsonNode> nodes(NetworkSpec spec) {
    JsonNode network = NetworkJson.write(spec);
    Map<String, JsonNode> nodes = new LinkedHashMap<>();
    nodes.put(
        NetworkSpec.INPUT,
        JsonNodeFactory.instance.objectNode().set("shape", network.get("input")));
    network.get("nodes").forEach(node -> nodes.put(node.get("name").asText(), node));
    return nodes;
  }

  /** {@code filters 16 -> 32, bias true -> false}. */
  private static String changes(JsonNode before, JsonNode after) {
    Set<String> keys = new LinkedHashSet<>();
    before.fieldNames().forEachRemaining(keys::add);
    after.fieldNames().forEachRemaining(keys::add);
    StringJoiner changes = new StringJoiner(", ");
    for (String key : keys) {
      JsonNode old = before.path(key);
      JsonNode young = after.path(key);
      if (!old.equals(young)) {
        changes.add("%s %s -> %s".formatted(key, text(old), text(young)));
      }
    }
    return changes.toString();
  }

  private static String text(JsonNode value) {
    return value.isMissingNode() ? "none" : value.isTextual() ? value.asText() : value.toString();
  }

  private static List<String> weights(Model one, Model other) {
    List<String> lines = new ArrayList<>();
    for (String name : one.weights().names()) {
      if (other.weights().names().contains(name)) {
        HostTensor some = one.weights().get(name);
        HostTensor others = other.weights().get(name);
        if (!some.shape().equals(others.shape())) {
          lines.add("%s: %s, %s".formatted(name, some.shape(), others.shape()));
        } else if (!some.equals(others)) {
          lines.add(name + ": " + numbers(some, others));
        }
      }
    }
    return lines;
  }

  private static String numbers(HostTensor some, HostTensor others) {
    double squares = 0;
    double before = 0;
    double largest = 0;
    int differing = 0;
    for (int i = 0; i < some.shape().elements(); i++) {
      double distance = Math.abs((double) some.get(i) - others.get(i));
      squares += distance * distance;
      before += (double) some.get(i) * some.get(i);
      largest = Math.max(largest, distance);
      differing += distance == 0 ? 0 : 1;
    }
    return String.format(
        Locale.ROOT,
        "%,d of %,d numbers, by %.2e at most, %.2e together of %.2e",
        differing,
        some.shape().elements(),
        largest,
        Math.sqrt(squares),
        Math.sqrt(before));
  }

  private static List<String> about(ModelFile one, ModelFile other) {
    List<String> lines = new ArrayList<>();
    if (!one.preprocessing().equals(other.preprocessing())) {
      lines.add("preprocessing: %s, %s".formatted(one.preprocessing(), other.preprocessing()));
    }
    if (!one.classNames().equals(other.classNames())) {
      lines.add("classes: %s, %s".formatted(one.classNames(), other.classNames()));
    }
    return lines;
  }

  /** Whether network, weights, preprocessing and classes are the same. */
  public boolean isNone() {
    return network.isEmpty() && weights.isEmpty() && about.isEmpty();
  }

  /** For people. */
  public String text() {
    StringJoiner text = new StringJoiner(System.lineSeparator());
    text.add("network     " + (network.isEmpty() ? "the same" : "differs:"));
    network.forEach(line -> text.add("  " + line));
    text.add(
        "weights     " + (weights.isEmpty() ? "those that both have are the same" : "differ:"));
    weights.forEach(line -> text.add("  " + line));
    about.forEach(text::add);
    text.add(
        "logits      "
            + logits
                .map(found -> found.text() + ", on " + samples)
                .orElse("not compared: " + samples));
    return text.toString();
  }

  /** All of it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("same", isNone());
    put(json.putArray("network"), network);
    put(json.putArray("weights"), weights);
    put(json.putArray("about"), about);
    logits.ifPresent(found -> json.set("logits", found.json()));
    return json.put("samples", samples);
  }

  private static void put(ArrayNode array, List<String> lines) {
    lines.forEach(array::add);
  }
}
