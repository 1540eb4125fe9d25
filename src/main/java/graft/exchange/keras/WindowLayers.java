package graft.exchange.keras;

import com.fasterxml.jackson.databind.JsonNode;
import graft.exchange.Borders;
import graft.exchange.TensorOrder;
import graft.files.FileFormatException;
import graft.model.AveragePool2d;
import graft.model.Conv2d;
import graft.model.GlobalAveragePool;
import graft.model.MaxPool2d;
import graft.model.Op;
import graft.model.Padding;
import graft.model.Parameter;
import graft.model.Windows;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads layers that slide windows over images, and those that see all of an image. */
final class WindowLayers {
  private static final List<Integer> ONES = List.of(1, 1);

  private final Reading reading;

  WindowLayers(Reading reading) {
    this.reading = reading;
  }

  Value convolution(Layer layer, Config config, List<Value> reads) throws IOException {
    Value input = image(layer, reads);
    int filters = config.count("filters");
    List<Integer> window = config.pair("kernel_size", ONES);
    int stride = config.square("strides", ONES, "one stride for rows and columns");
    boolean bias = config.flag("use_bias", true);
    String activation = Activations.read(reading.refusals(), layer, config);
    requireWhole(layer, config, "dilation_rate");
    if (config.number("groups", 1) != 1) {
      throw reading.refusals().of(layer, "groups", "1: Graft's convolutions have none");
    }
    Padding padding =
        padding(layer, config, input, window, stride, List.of(Padding.SAME, Padding.VALID));
    config.requireNoOthers();
    int channels = reading.shapeOf(input).last();
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    HostTensor kernel =
        reading
            .weights()
            .get(layer, "kernel", 0, shape(layer, window.get(0), window.get(1), channels, filters));
    parameters.put(Parameter.KERNEL, TensorOrder.of(kernel, 3, 0, 1, 2));
    if (bias) {
      parameters.put(Parameter.BIAS, reading.weights().get(layer, "bias", 1, Shape.of(filters)));
    }
    reading.weights().requireCount(layer, parameters.size());
    Conv2d op = new Conv2d(filters, window.get(0), window.get(1), stride, padding, bias);
    Value added = reading.add(layer, layer.name(), op, List.of(input), parameters);
    return reading.activated(layer, activation, layer.name() + "-" + activation, added);
  }

  private Shape shape(Layer layer, int... extents) throws FileFormatException {
    try {
      return Shape.of(extents);
    } catch (IllegalArgumentException e) {
      throw reading.refusals().of(layer, "a kernel of " + e.getMessage(), "a smaller one");
    }
  }

  private void requireWhole(Layer layer, Config config, String key) throws FileFormatException {
    if (!config.pair(key, ONES).equals(ONES)) {
      throw reading
          .refusals()
          .of(layer, key + " " + config.pair(key, ONES), "[1, 1]: Graft's windows have no holes");
    }
  }

  Value maxPool(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    Value input = image(layer, reads);
    // Zeros are never the largest of what is not negative, unless all of a window is zeros.
    if (input.hasBorder() && !reading.isNeverNegative(input)) {
      throw reading
          .refusals()
          .of(layer, "a border of zeros around its input", "one behind a ReLU, or padding 'same'");
    }
    int window = window(config);
    int stride = stride(config, window);
    List<Integer> both = List.of(window, window);
    Padding padding =
        padding(layer, config, input, both, stride, List.of(Padding.VALID, Padding.SAME));
    config.requireNoOthers();
    return pooled(layer, new MaxPool2d(window, stride, padding), input);
  }

  /** TensorFlow's kernels leave padding out of the mean, as Graft does. */
  Value averagePool(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    Value input = reading.whole(layer, reads);
    int window = window(config);
    int stride = stride(config, window);
    List<Integer> both = List.of(window, window);
    Padding padding =
        padding(
            layer, config, image(layer, reads), both, stride, List.of(Padding.VALID, Padding.SAME));
    config.requireNoOthers();
    return pooled(layer, new AveragePool2d(window, stride, padding), input);
  }

  private Value pooled(Layer layer, Op op, Value input) throws FileFormatException {
    return reading.add(layer, layer.name(), op, List.of(input), Map.of());
  }

  private static int window(Config config) throws FileFormatException {
    return config.square(
        "pool_size", List.of(2, 2), "a square window, which Graft's poolings have");
  }

  private static int stride(Config config, int window) throws FileFormatException {
    return config.square("strides", List.of(window, window), "one stride for rows and columns");
  }

  Value mean(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    config.require("keepdims", false, "features behind it");
    config.requireNoOthers();
    Value input = reading.whole(layer, reads);
    return pooled(layer, new GlobalAveragePool(), input);
  }

  private Value image(Layer layer, List<Value> reads) throws FileFormatException {
    Value value = reading.open(layer, reads);
    if (value.plane() || reading.shapeOf(value).rank() != 3) {
      reading.requireWhole(layer, value.withBorder(Borders.NOTHING));
      throw reading
          .refusals()
          .of(layer, "an input of shape " + reading.shapeOf(value), "images [H, W, C]");
    }
    return value;
  }

  /** The layer's own rule, over what a ZeroPadding2D in front of it left around the image. */
  private Padding padding(
      Layer layer,
      Config config,
      Value input,
      List<Integer> window,
      int stride,
      List<Padding> rules)
      throws FileFormatException {
    String told = config.text("padding", "valid");
    if (!told.equals("valid") && !told.equals("same")) {
      throw reading.refusals().of(layer, "padding " + told, "valid or same");
    }
    Shape image = reading.shapeOf(input);
    Padding.Explicit border = input.border();
    if (told.equals("same")) {
      Shape bordered =
          shape(
              layer,
              image.extent(0) + border.top() + border.bottom(),
              image.extent(1) + border.left() + border.right(),
              image.extent(2));
      Windows windows = new Windows(window.get(0), window.get(1), stride, Padding.SAME);
      border = Borders.sum(windows.borders(bordered), border);
    }
    return Borders.named(image, window, stride, border, rules);
  }

  /** A border that the next window sees: one number, two, or two by two. */
  Value pad(Layer layer, Config config, List<Value> reads) throws FileFormatException {
    Value input = image(layer, reads);
    JsonNode told = config.told("padding");
    config.requireNoOthers();
    List<Integer> sides = new ArrayList<>();
    for (int axis = 0; axis < 2; axis++) {
      JsonNode pair = told.isArray() ? told.path(axis) : told;
      sides.add(pair.isArray() ? pair.path(0).asInt(-1) : pair.asInt(-1));
      sides.add(pair.isArray() ? pair.path(1).asInt(-1) : pair.asInt(-1));
    }
    if (sides.stream().anyMatch(side -> side < 0 || side > Short.MAX_VALUE)) {
      throw reading
          .refusals()
          .of(layer, "padding " + told, "rows above and below, columns left and right");
    }
    Padding.Explicit border =
        new Padding.Explicit(sides.get(0), sides.get(1), sides.get(2), sides.get(3));
    return input.withBorder(Borders.sum(input.border(), border));
  }
}
