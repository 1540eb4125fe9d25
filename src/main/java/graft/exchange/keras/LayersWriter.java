package graft.exchange.keras;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.exchange.Borders;
import graft.model.Add;
import graft.model.AveragePool2d;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.model.Windows;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A network as the configuration of a Functional model, whose layers are called as the nodes. */
final class LayersWriter {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final double WHITE = 255;

  private final NetworkSpec spec;
  private final LayerNames names;
  private final Map<String, ObjectNode> layers = new LinkedHashMap<>();
  private final Map<String, List<String>> sources = new HashMap<>();
  private final String input;
  private final Map<String, String> gives = new HashMap<>();
  private final Set<String> neverNegative = new HashSet<>();

  /**
   * That of a network.
   *
   * @throws IllegalArgumentException if Keras has no layer for a node, or its name is too long;
   *     names it
   */
  LayersWriter(NetworkSpec spec, Preprocessing preprocessing, LayerNames names) {
    this.spec = spec;
    this.names = names;
    this.input = names.free(NetworkSpec.INPUT);
    add("InputLayer", input, List.of(), true)
        .put("dtype", "float32")
        .set("batch_input_shape", batch(spec.input()));
    rescale(preprocessing);
    spec.nodes().forEach(this::add);
  }

  /** What {@code model_config} says. */
  ObjectNode model() {
    ObjectNode config = JSON.objectNode().put("name", "graft");
    config.put("trainable", true);
    ArrayNode ordered = config.putArray("layers");
    layerNames().forEach(name -> ordered.add(layers.get(name)));
    config.set("input_layers", JSON.arrayNode().add(tensor(input)));
    config.set("output_layers", JSON.arrayNode().add(tensor(names.of(spec.output()))));
    ObjectNode model = JSON.objectNode().put("class_name", "Functional");
    model.set("config", config);
    return model;
  }

  /** The layers' names, in Keras' order of them. */
  List<String> layerNames() {
    return LayerOrder.of(sources, names.of(spec.output()));
  }

  private static ArrayNode tensor(String layer) {
    return JSON.arrayNode().add(layer).add(0).add(0);
  }

  private static ArrayNode batch(Shape sample) {
    ArrayNode shape = JSON.arrayNode().addNull();
    for (int axis = 0; axis < sample.rank(); axis++) {
      shape.add(sample.extent(axis));
    }
    return shape;
  }

  private static ArrayNode pair(int both) {
    return JSON.arrayNode().add(both).add(both);
  }

  /** (x / 255 - mean) / deviation as scale x + offset. */
  private void rescale(Preprocessing preprocessing) {
    ArrayNode scale = JSON.arrayNode();
    ArrayNode offset = JSON.arrayNode();
    for (int c = 0; c < preprocessing.channels(); c++) {
      scale.add(1 / (WHITE * preprocessing.deviation().get(c)));
      offset.add(-preprocessing.mean().get(c) / preprocessing.deviation().get(c));
    }
    String name = names.free("rescaling");
    ObjectNode config = add("Rescaling", name, List.of(input), true);
    config.set("scale", scale.size() == 1 ? scale.get(0) : scale);
    config.set("offset", offset.size() == 1 ? offset.get(0) : offset);
    gives.put(NetworkSpec.INPUT, name);
  }

  /** Adds a layer with its name alone; returns its configuration. */
  private ObjectNode add(String className, String name, List<String> reads, boolean trained) {
    ObjectNode layer = JSON.objectNode().put("class_name", className).put("name", name);
    layers.put(name, layer);
    sources.put(name, reads);
    ObjectNode config = layer.putObject("config").put("name", name);
    if (!trained) {
      config.put("trainable", false);
    }
    ArrayNode calls = layer.putArray("inbound_nodes");
    if (!reads.isEmpty()) {
      ArrayNode call = calls.addArray();
      reads.forEach(one -> call.add(tensor(one).add(JSON.objectNode())));
    }
    return config;
  }

  private void add(Node node) {
    Op op = node.op();
    if (op.neverNegative(neverNegative.containsAll(node.inputs()))) {
      neverNegative.add(node.name());
    }
    gives.put(node.name(), names.of(node));
    if (op instanceof Conv2d conv) {
      convolution(node, conv);
    } else if (op instanceof MaxPool2d pool) {
      pool(node, "MaxPooling2D", pool.windows());
    } else if (op instanceof AveragePool2d pool) {
      pool(node, "AveragePooling2D", pool.windows());
    } else if (op instanceof Dense dense) {
      layer(node, "Dense").put("units", dense.units()).put("activation", "linear");
    } else if (op instanceof BatchNorm norm) {
      layer(node, "BatchNormalization")
          .put("axis", -1)
          .put("momentum", norm.momentum())
          .put("epsilon", norm.epsilon());
    } else if (op instanceof Dropout dropout) {
      layer(node, "Dropout").put("rate", dropout.rate());
    } else if (op instanceof Concat) {
      layer(node, "Concatenate").put("axis", -1);
    } else if (op instanceof Relu) {
      layer(node, "Activation").put("activation", "relu");
    } else if (op instanceof Add) {
      layer(node, "Add");
    } else if (op instanceof Flatten) {
      layer(node, "Flatten");
    } else if (op instanceof GlobalAveragePool) {
      layer(node, "GlobalAveragePooling2D");
    } else {
      throw new IllegalStateException("no layer of Keras' for a " + op.kind());
    }
  }

  private ObjectNode layer(Node node, String className) {
    List<String> reads = node.inputs().stream().map(gives::get).toList();
    return add(className, names.of(node), reads, !node.frozen());
  }

  private ObjectNode layer(Node node, String className, String read) {
    return add(className, names.of(node), List.of(read), !node.frozen());
  }

  private void convolution(Node node, Conv2d conv) {
    Windows windows = conv.windows();
    String rule = rule(node, windows);
    String read = gives.get(node.input());
    if (rule.isEmpty()) {
      read = border(node, windows);
      rule = "valid";
    }
    ObjectNode config = layer(node, "Conv2D", read).put("filters", conv.filters());
    config.set("kernel_size", JSON.arrayNode().add(windows.height()).add(windows.width()));
    config.set("strides", pair(windows.stride()));
    config.put("padding", rule).put("use_bias", conv.bias()).put("activation", "linear");
  }

  private void pool(Node node, String className, Windows windows) {
    String rule = rule(node, windows);
    String read = gives.get(node.input());
    if (rule.isEmpty()) {
      boolean zerosCannotWin = className.startsWith("Max") && neverNegative.contains(node.input());
      if (!zerosCannotWin) {
        throw new IllegalArgumentException(
            "node %s pools with a border of %s, which Keras cannot say; expected padding SAME or VALID%s"
                .formatted(
                    node.name(),
                    windows.borders(spec.shapeOf(node.input())),
                    className.startsWith("Max") ? ", or an input that is never negative" : ""));
      }
      read = border(node, windows);
      rule = "valid";
    }
    ObjectNode config = layer(node, className, read);
    config.set("pool_size", pair(windows.height()));
    config.set("strides", pair(windows.stride()));
    config.put("padding", rule);
  }

  /** Keras' rule that gives the same border; blank if none does. */
  private String rule(Node node, Windows windows) {
    Shape image = spec.shapeOf(node.input());
    Padding padding =
        Borders.named(
            image,
            List.of(windows.height(), windows.width()),
            windows.stride(),
            windows.borders(image),
            List.of(windows.padding(), Padding.VALID, Padding.SAME));
    if (padding instanceof Padding.Rule rule) {
      return rule == Padding.Rule.SAME ? "same" : "valid";
    }
    return "";
  }

  /** A layer of zeros around what a node reads. */
  private String border(Node node, Windows windows) {
    Padding.Explicit border = windows.borders(spec.shapeOf(node.input()));
    String name = names.free(node.name() + "-pad");
    ObjectNode config = add("ZeroPadding2D", name, List.of(gives.get(node.input())), true);
    ArrayNode sides = config.putArray("padding");
    sides.addArray().add(border.top()).add(border.bottom());
    sides.addArray().add(border.left()).add(border.right());
    return name;
  }
}
