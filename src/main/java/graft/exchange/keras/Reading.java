package graft.exchange.keras;

import graft.exchange.NetworkDrafts;
import graft.exchange.Scale;
import graft.files.FileFormatException;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Op;
import graft.model.Relu;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known while a model is read, layer by layer. */
final class Reading {
  private final Refusals refusals;
  private final LayerWeights weights;
  private final NetworkDrafts drafts;
  private final Set<String> neverNegative = new HashSet<>();
  private final Set<String> frozen = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private Optional<Scale> inputScale = Optional.empty();
  private boolean fedBytes;

  Reading(Refusals refusals, LayerWeights weights, Shape input) {
    this.refusals = refusals;
    this.weights = weights;
    this.drafts = new NetworkDrafts(input);
  }

  Refusals refusals() {
    return refusals;
  }

  LayerWeights weights() {
    return weights;
  }

  Shape shapeOf(Value value) {
    return drafts.shapeOf(value.node());
  }

  /** Whether no number of it is negative. */
  boolean isNeverNegative(Value value) {
    return neverNegative.contains(value.node());
  }

  /** The one that a layer reads, with a scale or a border that is not in the network yet. */
  Value open(Layer layer, List<Value> reads) throws FileFormatException {
    if (reads.size() != 1) {
      throw refusals.of(layer, reads.size() + " inputs", "one");
    }
    return reads.get(0);
  }

  /** The one that a layer reads, with nothing outstanding. */
  Value whole(Layer layer, List<Value> reads) throws FileFormatException {
    Value value = open(layer, reads);
    requireWhole(layer, value);
    return value;
  }

  void requireWhole(Layer layer, Value value) throws FileFormatException {
    if (value.hasBorder()) {
      throw refusals.of(
          layer, "a border of zeros around its input", "a border in front of a convolution only");
    }
    if (value.plane()) {
      throw refusals.of(
          layer, "images without an axis for channels", "a Flatten or a Reshape in front of it");
    }
  }

  /** Adds a node that reads values, whose borders and axes were seen to. */
  Value add(Layer layer, String name, Op op, List<Value> reads, Map<String, HostTensor> parameters)
      throws FileFormatException {
    for (Value value : reads) {
      use(layer, value);
    }
    List<String> inputs = reads.stream().map(Value::node).toList();
    String added;
    try {
      added = drafts.add(cleaned(name), op, inputs, parameters);
    } catch (IllegalArgumentException e) {
      throw refusals.of(layer, "what cannot be: " + e.getMessage(), "a network that fits together");
    }
    if (op.neverNegative(neverNegative.containsAll(inputs))) {
      neverNegative.add(added);
    }
    if (layer.frozen() && !parameters.isEmpty()) {
      frozen.add(added);
    }
    return Value.of(added, drafts.shapeOf(added).last());
  }

  private void use(Layer layer, Value value) throws FileFormatException {
    if (value.ended()) {
      throw refusals.of(layer, "that it reads probabilities", "a softmax at the end only");
    }
    if (value.isInput()) {
      if (inputScale.filter(other -> !other.same(value.scale())).isPresent()) {
        throw refusals.of(
            layer, "the input scaled otherwise than for another layer", "one scale for all");
      }
      inputScale = Optional.of(value.scale());
    }
  }

  /** Characters that names have elsewhere in Graft. */
  private static String cleaned(String name) {
    return name.replaceAll("[^A-Za-z0-9_.\\-/]", "_").replaceAll("^/+|/+$", "");
  }

  /** The function behind a layer's own: a node, or nothing at the end of a classifier. */
  Value activated(Layer layer, String activation, String name, Value value)
      throws FileFormatException {
    return switch (activation) {
      case "linear" -> value;
      case "relu" -> add(layer, name, new Relu(), List.of(value), Map.of());
      case "softmax" -> softmax(layer, value);
      default ->
          throw refusals.of(
              layer, "activation " + activation, "relu, linear, or softmax at the end");
    };
  }

  /** Classes are told by the largest logit, before and after it. */
  Value softmax(Layer layer, Value value) throws FileFormatException {
    if (shapeOf(value).rank() != 1 || value.isInput()) {
      throw refusals.of(
          layer, "a softmax of " + shapeOf(value), "one over the classes, at the end");
    }
    notes.add(
        "the softmax at the end is left out: Graft's networks give logits, and predict makes probabilities of them");
    return value.atEnd();
  }

  void note(String note) {
    notes.add(note);
  }

  List<String> notes() {
    return new ArrayList<>(notes);
  }

  /** Says that the file scales its input as bytes are scaled. */
  void isFedBytes() {
    fedBytes = true;
  }

  boolean fedBytes() {
    return fedBytes;
  }

  Optional<Scale> inputScale() {
    return inputScale;
  }

  /** The network, its weights, and what is frozen of it. */
  Model model(Value output) throws FileFormatException {
    boolean logits = !output.isInput() && !output.hasBorder() && shapeOf(output).rank() == 1;
    if (!logits) {
      throw refusals.of("%s as the output".formatted(shapeOf(output)), "a logit for each class");
    }
    try {
      return frozen(drafts.model(output.node()));
    } catch (IllegalArgumentException e) {
      throw refusals.of("what is no network: " + e.getMessage(), "layers that fit together");
    }
  }

  private Model frozen(Model model) {
    NetworkSpec spec = model.spec();
    Set<String> all =
        spec.parameters().stream().map(NodeParameter::node).collect(Collectors.toSet());
    Set<String> kept = new HashSet<>(frozen);
    kept.retainAll(all);
    if (kept.containsAll(all)) {
      notes.add("all layers are frozen in the file; here none is: train --freeze names some");
      return model;
    }
    return kept.isEmpty() ? model : Model.of(spec.frozen(kept), model.weights().tensors());
  }
}
