package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import graft.files.FileFormatException;
import graft.files.StoredTensor;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.Op;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads layers without windows. */
final class PlainLayers {
  private static final int LAST = -1;

  private final Reading reading;

  PlainLayers(Reading reading) {
    this.reading = reading;
  }

  Value dense(Layer layer, Config config, List<Value> reads) throws IOException {
    Value input = reading.whole(layer, reads);
    Shape features = reading.shapeOf(input);
    if (features.rank() != 1) {
      throw reading
          .refusals()
          .of(layer, "an input of shape " + features, "features: a Flatten in front of it");
    }
    int units = config.count("units");
    boolean bias = config.flag("use_bias", true);
    String activation = Activations.read(reading.refusals(), layer, config);
    config.requireNoOthers();
    LayerWeights weights = reading.weights();
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    parameters.put(
        Parameter.KERNEL, weights.get(layer, "kernel", 0, kernel(layer, features.last(), units)));
    parameters.put(
        Parameter.BIAS,
        bias
            ? weights.get(layer, "bias", 1, Shape.of(units))
            : HostTensor.filled(Shape.of(units), 0));
    weights.requireCount(layer, bias ? 2 : 1);
    Value added = reading.add(layer, layer.name(), new Dense(units), List.of(input), parameters);
    return reading.activated(layer, activation, layer.name() + "-" + activation, added);
  }

  private Shape kernel(Layer layer, int rows, int units) throws FileFormatException {
    try {
      return Shape.of(rows, units);
    } catch (IllegalArgumentException e) {
      throw reading.refusals().of(layer, "a kernel of " + e.getMessage(), "a smaller one");
    }
  }

  Value batchNorm(Layer layer, Config config, List<Value> reads) throws IOException {
    Value input = reading.whole(layer, reads);
    Shape shape = reading.shapeOf(input);
    int channels = shape.last();
    requireChannels(layer, config, shape.rank());
    double epsilon = config.number("epsilon", 1e-3);
    double momentum = config.number("momentum", 0.99);
    boolean scale = config.flag("scale", true);
    boolean center = config.flag("center", true);
    config.require("renorm", false, "false: Graft has no batch renormalisation");
    config.passOver("renorm_clipping", "renorm_momentum"); // of the renormalisation that is not
    config.requireNoOthers();
    Shape each = Shape.of(channels);
    LayerWeights weights = reading.weights();
    int index = 0;
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    parameters.put(
        BatchNorm.GAMMA,
        scale ? weights.get(layer, "gamma", index++, each) : HostTensor.filled(each, 1));
    parameters.put(
        BatchNorm.BETA,
        center ? weights.get(layer, "beta", index++, each) : HostTensor.filled(each, 0));
    parameters.put(BatchNorm.MEAN, weights.get(layer, "moving_mean", index++, each));
    parameters.put(BatchNorm.VARIANCE, weights.get(layer, "moving_variance", index++, each));
    weights.requireCount(layer, index);
    try {
      BatchNorm op = new BatchNorm(epsilon, momentum);
      return reading.add(layer, layer.name(), op, List.of(input), parameters);
    } catch (IllegalArgumentException e) {
      throw reading.refusals().of(layer, "what cannot be: " + e.getMessage(), "other numbers");
    }
  }

  /** Requires that an axis is the last one, told from the front with the batch, or from behind. */
  private void requireChannels(Layer layer, Config config, int rank) throws FileFormatException {
    JsonNode axis = config.tree("axis").orElse(IntNode.valueOf(LAST));
    int number = (axis.isArray() && axis.size() == 1 ? axis.get(0) : axis).asInt(0);
    if (number != LAST && number != rank) {
      throw reading.refusals().of(layer, "axis " + axis, "the last, which is the channels'");
    }
  }

  Value relu(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    boolean plain =
        config.tree("max_value").isEmpty()
            && config.number("negative_slope", 0) == 0
            && config.number("threshold", 0) == 0;
    if (!plain) {
      throw reading
          .refusals()
          .of(layer, "max_value, negative_slope or threshold", "none: a ReLU from 0 to no end");
    }
    config.requireNoOthers();
    return reading.activated(layer, "relu", layer.name(), reading.whole(layer, reads));
  }

  Value activation(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    String activation = Activations.read(reading.refusals(), layer, config);
    config.requireNoOthers();
    return reading.activated(layer, activation, layer.name(), reading.whole(layer, reads));
  }

  Value softmax(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    Value input = reading.whole(layer, reads);
    requireChannels(layer, config, reading.shapeOf(input).rank());
    config.requireNoOthers();
    return reading.softmax(layer, input);
  }

  Value dropout(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    double rate = config.number("rate", 0.5);
    config.requireNoOthers();
    if (!(rate >= 0 && rate < 1)) {
      throw reading.refusals().of(layer, "rate " + rate, "a number from 0 to below 1");
    }
    Value input = reading.whole(layer, reads);
    return reading.add(layer, layer.name(), new Dropout(rate), List.of(input), Map.of());
  }

  Value flatten(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    config.requireNoOthers();
    Value input = reading.open(layer, reads);
    reading.requireWhole(layer, input.withPlane(false));
    return reading.add(layer, layer.name(), new Flatten(), List.of(input), Map.of());
  }

  /** To features, to what it is already, or an axis more for one channel. */
  Value reshape(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    Value input = reading.open(layer, reads);
    reading.requireWhole(layer, input.withPlane(false));
    JsonNode told = config.told("target_shape");
    config.requireNoOthers();
    Shape shape = reading.shapeOf(input);
    List<Long> target = resolved(told, shape.elements());
    List<Long> now = StoredTensor.extents(shape);
    if (target.equals(now)) {
      return input.withPlane(false);
    }
    if (target.equals(List.of((long) shape.elements()))) {
      return reading.add(layer, layer.name(), new Flatten(), List.of(input), Map.of());
    }
    throw reading
        .refusals()
        .of(layer, "target_shape %s of %s".formatted(told, shape), "its features, or one channel");
  }

  private static List<Long> resolved(JsonNode told, long elements) {
    List<Long> target = new ArrayList<>();
    told.forEach(extent -> target.add(extent.asLong(0)));
    long others = target.stream().filter(n -> n > 0).reduce(1L, (a, b) -> a * b);
    target.replaceAll(n -> n == -1 && others > 0 ? elements / others : n);
    return target;
  }

  Value add(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    config.requireNoOthers();
    return joined(layer, new Add(), reads);
  }

  Value concatenate(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    requireChannels(layer, config, reading.shapeOf(reads.get(0)).rank());
    config.requireNoOthers();
    return joined(layer, new Concat(), reads);
  }

  private Value joined(Layer layer, Op op, List<Value> reads) throws FileFormatException {
    for (Value value : reads) {
      reading.requireWhole(layer, value);
    }
    return reading.add(layer, layer.name(), op, reads, Map.of());
  }
}
