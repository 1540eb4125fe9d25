package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
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
import graft.model.Relu;
import graft.model.Windows;
import graft.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what slides windows over images: Conv, MaxPool, AveragePool, Pad; and means of all. */
final class WindowReader {
  private final Reading reading;
  private final BorderReader borderReader;

  WindowReader(Reading reading) {
    this.reading = reading;
    this.borderReader = new BorderReader(reading);
  }

  void convolution(NodeProto node) throws FileFormatException {
    Activation input = reading.image(node);
    Constant weight = reading.constant(node, 1, "weight");
    Attributes attributes = new Attributes(reading.refusals(), node);
    int channels = input.shape().last();
    attributes.require("group", 1, "Graft's convolutions have no groups");
    if (weight.extents().size() != 4 || weight.extents().get(1) != channels) {
      throw reading
          .refusals()
          .of(
              node,
              "weights of shape " + weight.extents() + " for " + channels + " channels",
              "[filters, " + channels + ", rows, columns]");
    }
    List<Integer> window = weight.extents().subList(2, 4);
    List<Integer> told = attributes.pair("kernel_shape", -1);
    if (!told.equals(List.of(-1, -1)) && !told.equals(window)) {
      throw reading.refusals().of(node, "kernel_shape " + told, "its weights' " + window);
    }
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    parameters.put(Parameter.KERNEL, TensorOrder.channelsLast(weight.tensor()));
    boolean bias = Reading.has(node, 2);
    if (bias) {
      Constant added = reading.constant(node, 2, "bias");
      parameters.put(Parameter.BIAS, added.reshaped(List.of(added.numbers().length)).tensor());
    }
    int stride = stride(node, attributes);
    Padding.Explicit borders =
        borderReader.of(
            node, attributes, input, window, stride, input.border().orElse(Borders.NOTHING));
    attributes.requireNoOthers();
    Padding padding =
        Borders.named(input.shape(), window, stride, borders, List.of(Padding.SAME, Padding.VALID));
    Op op =
        new Conv2d(weight.extents().get(0), window.get(0), window.get(1), stride, padding, bias);
    String added = give(node, Names.of(node, node.getInput(1)), op, input, parameters);
    if (!bias) {
      reading.hasNoBias(added);
    }
  }

  void maxPool(NodeProto node) throws FileFormatException {
    Activation input = reading.image(node);
    Attributes attributes = new Attributes(reading.refusals(), node);
    attributes.require("storage_order", 0, "it is for indices, which Graft does not keep");
    // Zeros are never the largest of what is not negative, unless all of a window is zeros.
    boolean zerosCannotWin = !input.isInput() && reading.drafts().op(input.node()) instanceof Relu;
    if (input.border().isPresent() && !zerosCannotWin) {
      throw reading
          .refusals()
          .of(node, "a border of zeros around its input", "one behind a Relu, or its own pads");
    }
    int window = window(node, attributes);
    int stride = stride(node, attributes);
    Padding padding = borderReader.ofPooling(node, attributes, input, window, stride);
    attributes.requireNoOthers();
    give(node, Names.of(node), new MaxPool2d(window, stride, padding), input, Map.of());
  }

  void averagePool(NodeProto node) throws FileFormatException {
    Activation input = reading.image(node);
    if (input.border().isPresent()) {
      reading.activation(node, 0); // refuses it
    }
    Attributes attributes = new Attributes(reading.refusals(), node);
    int window = window(node, attributes);
    int stride = stride(node, attributes);
    boolean counted = attributes.integer("count_include_pad", 0) != 0;
    Padding padding = borderReader.ofPooling(node, attributes, input, window, stride);
    attributes.requireNoOthers();
    if (counted
        && !new Windows(window, window, stride, padding)
            .borders(input.shape())
            .equals(Borders.NOTHING)) {
      throw reading
          .refusals()
          .of(node, "count_include_pad with a border", "means over what lies in the image");
    }
    give(node, Names.of(node), new AveragePool2d(window, stride, padding), input, Map.of());
  }

  /** GlobalAveragePool, and ReduceMean over rows and columns. */
  void mean(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    Activation input = reading.activation(node, 0);
    boolean kept = true;
    if (node.getOpType().equals("ReduceMean")) {
      kept = attributes.integer("keepdims", 1) != 0;
      attributes.require("noop_with_empty_axes", 0, "all of an image is meant");
      requireRowsAndColumns(node, attributes, input);
    } else {
      input = reading.image(node);
    }
    attributes.requireNoOthers();
    String name =
        reading.add(node, Names.of(node), new GlobalAveragePool(), List.of(input.node()), Map.of());
    int channels = input.shape().last();
    List<Integer> axes = input.axes();
    List<Integer> extents =
        kept ? axes.stream().map(a -> a == 2 ? channels : 1).toList() : List.of(channels);
    reading.give(node, Activation.features(name, Activation.SAME, extents));
  }

  private void requireRowsAndColumns(NodeProto node, Attributes attributes, Activation input)
      throws FileFormatException {
    Optional<List<Long>> told = attributes.integers("axes");
    if (told.isEmpty() && Reading.has(node, 1)) {
      told = Optional.of(reading.constant(node, 1, "axes").longs());
    }
    List<Long> axes = told.orElse(List.of()).stream().map(a -> a < 0 ? a + 4 : a).sorted().toList();
    boolean all =
        input.isImage()
            && axes.size() == 2
            && axes.stream()
                .allMatch(a -> a >= 1 && a <= 3 && input.axes().get(a.intValue() - 1) != 2);
    if (!all) {
      throw reading
          .refusals()
          .of(node, "a mean over axes " + axes + " of " + input.text(), "all rows and columns");
    }
  }

  /** A border that the next window sees. */
  void pad(NodeProto node) throws FileFormatException {
    Activation input = reading.open(node, 0);
    Attributes attributes = new Attributes(reading.refusals(), node);
    String mode = attributes.text("mode", "constant");
    double value = attributes.number("value", 0);
    List<Long> pads = attributes.integers("pads").orElse(List.of());
    attributes.requireNoOthers();
    if (Reading.has(node, 1)) {
      pads = reading.constant(node, 1, "pads").longs();
    }
    if (Reading.has(node, 2)) {
      value = reading.constant(node, 2, "value").numbers()[0];
    }
    boolean zeros = mode.equals("constant") && value == 0 && !Reading.has(node, 3);
    int rows = input.isImage() ? input.axes().indexOf(0) + 1 : 0;
    int columns = input.isImage() ? input.axes().indexOf(1) + 1 : 0;
    int rank = input.extents().size() + 1;
    if (!zeros || !input.isImage() || pads.size() != 2 * rank || input.border().isPresent()) {
      throw reading
          .refusals()
          .of(
              node,
              "mode %s, value %s, pads %s of %s".formatted(mode, value, pads, input.text()),
              "zeros around images, once");
    }
    for (int i = 0; i < pads.size(); i++) {
      boolean inside = i % rank == rows || i % rank == columns;
      if (pads.get(i) < 0 || pads.get(i) > Short.MAX_VALUE || (pads.get(i) > 0 && !inside)) {
        throw reading
            .refusals()
            .of(node, "pads " + pads, "0 or more rows and columns, and nothing else");
      }
    }
    Padding.Explicit border =
        new Padding.Explicit(
            pads.get(rows).intValue(),
            pads.get(rank + rows).intValue(),
            pads.get(columns).intValue(),
            pads.get(rank + columns).intValue());
    reading.give(node, border.equals(Borders.NOTHING) ? input : input.withBorder(border));
  }

  private String give(
      NodeProto node, String name, Op op, Activation input, Map<String, HostTensor> parameters)
      throws FileFormatException {
    String added = reading.add(node, name, op, List.of(input.node()), parameters);
    reading.give(
        node, Activation.image(added, reading.drafts().shapeOf(added), Activation.CHANNELS_FIRST));
    return added;
  }

  private int window(NodeProto node, Attributes attributes) throws FileFormatException {
    List<Integer> window = attributes.pair("kernel_shape", 0);
    if (!window.get(0).equals(window.get(1)) || window.get(0) == 0) {
      throw reading
          .refusals()
          .of(node, "kernel_shape " + window, "a square window, which Graft's poolings have");
    }
    return window.get(0);
  }

  private int stride(NodeProto node, Attributes attributes) throws FileFormatException {
    List<Integer> strides = attributes.pair("strides", 1);
    List<Integer> dilations = attributes.pair("dilations", 1);
    if (!strides.get(0).equals(strides.get(1)) || strides.get(0) == 0) {
      throw reading.refusals().of(node, "strides " + strides, "one stride for rows and columns");
    }
    if (!dilations.equals(List.of(1, 1))) {
      throw reading
          .refusals()
          .of(node, "dilations " + dilations, "[1, 1]: Graft's windows have no holes");
    }
    return strides.get(0);
  }
}
