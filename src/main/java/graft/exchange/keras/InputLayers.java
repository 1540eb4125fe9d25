package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.exchange.Scale;
import graft.files.FileFormatException;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Reads what is done to a model's input before the network: Rescaling and Normalization. */
final class InputLayers {
  /** What Keras' Normalization divides by at least: {@code backend.epsilon()}. */
  private static final double LEAST = 1e-7;

  private final Reading reading;

  InputLayers(Reading reading) {
    this.reading = reading;
  }

  /** scale x + offset, one number or one for each channel. */
  Value rescaling(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    Value input = input(layer, reads);
    int channels = reading.shapeOf(input).last();
    double[] factors = numbers(layer, config, "scale", channels);
    double[] offsets =
        config.tree("offset").isPresent()
            ? numbers(layer, config, "offset", channels)
            : new double[channels];
    config.requireNoOthers();
    if (Arrays.stream(factors).allMatch(Scale::isOfBytes)) {
      reading.isFedBytes();
    }
    return input.withScale(input.scale().times(factors).plus(offsets));
  }

  /** (x - mean) / sqrt(variance), told in the configuration or learned. */
  Value normalization(Layer layer, Config config, List<Value> reads) throws IOException {
    Value input = input(layer, reads);
    int channels = reading.shapeOf(input).last();
    boolean single = requireAxis(layer, config, reading.shapeOf(input), input.plane());
    config.require("invert", false, "false: a network that is fed what is normalised");
    double[] means;
    double[] factors;
    if (config.tree("mean").isPresent()) {
      means = numbers(layer, config, "mean", channels);
      factors = numbers(layer, config, "variance", channels);
      config.requireNoOthers();
    } else {
      config.requireNoOthers();
      if (single) {
        throw reading.refusals().of(layer, "one mean that it learned", "one by channel (axis -1)");
      }
      Shape each = Shape.of(channels);
      means = doubles(reading.weights().get(layer, "mean", 0, each));
      factors = doubles(reading.weights().get(layer, "variance", 1, each));
    }
    for (int c = 0; c < channels; c++) {
      means[c] = -means[c];
      factors[c] = 1 / Math.max(Math.sqrt(factors[c]), LEAST);
    }
    return input.withScale(input.scale().plus(means).times(factors));
  }

  /** Whether it is none: one mean for all. */
  private boolean requireAxis(Layer layer, Config config, Shape shape, boolean plane)
      throws FileFormatException {
    Optional<JsonNode> told = config.tree("axis");
    if (told.isEmpty() || (told.get().isArray() && told.get().isEmpty())) {
      return layer.config().has("axis");
    }
    JsonNode axis = told.get().isArray() ? told.get().get(0) : told.get();
    boolean last = axis.asInt(0) == -1 || axis.asInt(0) == shape.rank();
    if (!last || plane || (told.get().isArray() && told.get().size() != 1)) {
      throw reading.refusals().of(layer, "axis " + told.get(), "the last, which is the channels'");
    }
    return false;
  }

  private Value input(Layer layer, List<Value> reads) throws FileFormatException {
    Value value = reading.open(layer, reads);
    if (!value.isInput() || value.hasBorder()) {
      throw reading.refusals().of(layer, "that it reads " + layer.reads(), "the model's input");
    }
    return value;
  }

  /** A number or a list of them, which Keras 3 may wrap: {@code {"config": {"value": ...}}}. */
  private double[] numbers(Layer layer, Config config, String key, int channels)
      throws FileFormatException {
    JsonNode told = config.told(key);
    JsonNode value = told.isObject() ? told.path("config").path("value") : told;
    while (value.isArray() && value.size() == 1) {
      value = value.get(0);
    }
    boolean list = value.isArray() && value.size() == channels;
    double[] numbers = new double[channels];
    for (int c = 0; c < channels; c++) {
      JsonNode one = list ? value.get(c) : value;
      if (!one.isNumber()) {
        throw reading
            .refusals()
            .of(layer, key + " " + told, "a number, or one for each of " + channels);
      }
      numbers[c] = one.asDouble();
    }
    return numbers;
  }

  private static double[] doubles(HostTensor tensor) {
    double[] numbers = new double[tensor.shape().elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = tensor.get(i);
    }
    return numbers;
  }
}
