package graft.exchange.keras;

import graft.exchange.Scale;
import graft.files.FileFormatException;
import graft.model.Model;
import graft.model.NetworkSpec;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a model into a network, layer by layer, and the models in it as if their layers were its.
 */
final class ModelReader {
  private static final String CLASSES =
      "Activation, Add, AveragePooling2D, BatchNormalization, Concatenate, Conv2D, Dense, Dropout,"
          + " Flatten, Functional, GlobalAveragePooling2D, InputLayer, MaxPooling2D, Normalization,"
          + " ReLU, Rescaling, Reshape, Sequential, Softmax, ZeroPadding2D";

  private final Reading reading;
  private final WindowLayers windows;
  private final PlainLayers layers;
  private final InputLayers inputs;
  private final Model model;

  /**
   * Reads it.
   *
   * @throws FileFormatException if Graft has no network for it; names the layer
   */
  ModelReader(Container container, LayerWeights weights, Refusals refusals) throws IOException {
    InputShape input = InputShape.of(container, refusals);
    this.reading = new Reading(refusals, weights, input.shape());
    this.windows = new WindowLayers(reading);
    this.layers = new PlainLayers(reading);
    this.inputs = new InputLayers(reading);
    if (input.bytes()) {
      reading.isFedBytes();
    }
    Value fed = Value.of(NetworkSpec.INPUT, input.shape().last()).withPlane(input.plane());
    this.model = reading.model(read(container, fed));
  }

  private Value read(Container container, Value input) throws IOException {
    Map<String, Value> values = new HashMap<>(Map.of(Container.INPUT, input));
    for (Layer layer : container.layers()) {
      List<Value> reads = layer.reads().stream().map(values::get).toList();
      values.put(layer.name(), read(layer, reads));
    }
    Value output = values.get(container.output());
    if (output == null) {
      throw reading
          .refusals()
          .of("no layer that gives the output '" + container.output() + "'", "one");
    }
    return output;
  }

  private Value read(Layer layer, List<Value> reads) throws IOException {
    if (layer.inner().isPresent()) {
      return read(layer.inner().get(), reading.open(layer, reads));
    }
    Config config = new Config(reading.refusals(), layer);
    if (config.penalises()) {
      reading.note("regularizers and constraints are left out: they are of training");
    }
    return switch (layer.className()) {
      case "Conv2D" -> windows.convolution(layer, config, reads);
      case "MaxPooling2D" -> windows.maxPool(layer, config, reads);
      case "AveragePooling2D" -> windows.averagePool(layer, config, reads);
      case "GlobalAveragePooling2D" -> windows.mean(layer, config, reads);
      case "ZeroPadding2D" -> windows.pad(layer, config, reads);
      case "Dense" -> layers.dense(layer, config, reads);
      case "BatchNormalization", "BatchNormalizationV1", "BatchNormalizationV2" ->
          layers.batchNorm(layer, config, reads);
      case "ReLU" -> layers.relu(layer, config, reads);
      case "Activation" -> layers.activation(layer, config, reads);
      case "Softmax" -> layers.softmax(layer, config, reads);
      case "Dropout" -> layers.dropout(layer, config, reads);
      case "Flatten" -> layers.flatten(layer, config, reads);
      case "Reshape" -> layers.reshape(layer, config, reads);
      case "Add" -> layers.add(layer, config, reads);
      case "Concatenate" -> layers.concatenate(layer, config, reads);
      case "Rescaling" -> inputs.rescaling(layer, config, reads);
      case "Normalization" -> inputs.normalization(layer, config, reads);
      default ->
          throw reading
              .refusals()
              .of(layer, "a class that Graft has no op for", "one of " + CLASSES);
    };
  }

  /** The network and its weights. */
  Model model() {
    return model;
  }

  /** What is made of the numbers that the model is fed before the network sees them. */
  Scale scale() {
    return reading.inputScale().orElse(Scale.none(model.spec().input().last()));
  }

  /** What the user should know. */
  List<String> notes() {
    return reading.notes();
  }

  /** Whether it is fed bytes, as its type or its first layer tells. */
  boolean isFedBytes() {
    return reading.fedBytes();
  }
}
