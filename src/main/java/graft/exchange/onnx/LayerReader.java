package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import graft.exchange.TensorOrder;
import graft.files.FileFormatException;
import graft.model.BatchNorm;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Op;
import graft.model.Parameter;
import graft.model.Relu;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads what has weights but no windows, and what works on each number alone. */
final class LayerReader {
  private final Reading reading;

  LayerReader(Reading reading) {
    this.reading = reading;
  }

  /** Y = alpha A B + beta C. */
  void gemm(NodeProto node) throws FileFormatException {
    Activation input = reading.activation(node, 0);
    Constant weight = reading.constant(node, 1, "weights");
    Attributes attributes = new Attributes(reading.refusals(), node);
    double alpha = attributes.number("alpha", 1);
    double beta = attributes.number("beta", 1);
    attributes.require("transA", 0, "samples are rows");
    boolean transposed = attributes.integer("transB", 0) != 0;
    attributes.requireNoOthers();
    if (weight.extents().size() != 2) {
      throw reading.refusals().of(node, weight.text() + " as weights", "a matrix");
    }
    HostTensor kernel = weight.tensor();
    kernel = transposed ? TensorOrder.transposed(kernel) : kernel;
    requireRows(node, input, kernel);
    int units = kernel.shape().extent(1);
    double[] bias = new double[units];
    if (Reading.has(node, 2)) {
      Constant added = reading.constant(node, 2, "bias");
      bias = reading.perChannel(node, Activation.features("", units), added);
    }
    for (int unit = 0; unit < units; unit++) {
      bias[unit] *= beta;
    }
    dense(node, input, scaled(kernel, alpha), bias);
  }

  void matMul(NodeProto node) throws FileFormatException {
    new Attributes(reading.refusals(), node).requireNoOthers();
    Activation input = reading.activation(node, 0);
    Constant weight = reading.constant(node, 1, "weights");
    if (weight.extents().size() != 2) {
      throw reading.refusals().of(node, weight.text() + " as weights", "a matrix");
    }
    HostTensor kernel = weight.tensor();
    requireRows(node, input, kernel);
    dense(node, input, kernel, new double[kernel.shape().extent(1)]);
  }

  private static HostTensor scaled(HostTensor kernel, double by) {
    if (by == 1) {
      return kernel;
    }
    float[] values = kernel.toArray();
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (values[i] * by);
    }
    return HostTensor.of(kernel.shape(), values);
  }

  private void requireRows(NodeProto node, Activation input, HostTensor kernel)
      throws FileFormatException {
    int features = input.shape().elements();
    if (input.isImage() || input.extents().size() != 1 || kernel.shape().extent(0) != features) {
      throw reading
          .refusals()
          .of(
              node,
              "weights of shape %s for %s".formatted(kernel.shape(), input.text()),
              "features, and a row of weights for each");
    }
  }

  private void dense(NodeProto node, Activation input, HostTensor kernel, double[] bias)
      throws FileFormatException {
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    parameters.put(Parameter.KERNEL, rows(kernel, input));
    parameters.put(Parameter.BIAS, HostTensor.rounded(Shape.of(bias.length), bias));
    String name =
        reading.add(
            node,
            Names.of(node, node.getInput(1)),
            new Dense(bias.length),
            List.of(input.node()),
            parameters);
    if (node.getOpType().equals("MatMul")) {
      reading.hasNoBias(name);
    }
    reading.give(node, Activation.features(name, bias.length));
  }

  /** The row of each feature, in Graft's order of them. */
  private static HostTensor rows(HostTensor kernel, Activation input) {
    int[] order = input.order();
    int units = kernel.shape().extent(1);
    float[] from = kernel.toArray();
    float[] to = new float[from.length];
    for (int i = 0; i < order.length; i++) {
      System.arraycopy(from, i * units, to, order[i] * units, units);
    }
    return HostTensor.of(kernel.shape(), to);
  }

  void batchNorm(NodeProto node) throws FileFormatException {
    Activation input = reading.activation(node, 0);
    Attributes attributes = new Attributes(reading.refusals(), node);
    double epsilon = decimal(attributes.number("epsilon", 1e-5f));
    double momentum = decimal(attributes.number("momentum", 0.9f));
    attributes.require("training_mode", 0, "a model is read as it is used");
    attributes.require("spatial", 1, "Graft normalises by channel");
    attributes.requireNoOthers();
    boolean byChannel =
        input.isImage() ? input.isChannelsFirst() : input.extents().get(0) == input.shape().last();
    if (!byChannel) {
      throw reading.refusals().of(node, input.text(), "channels behind the batch");
    }
    Map<String, HostTensor> parameters = new LinkedHashMap<>();
    int channels = input.shape().last();
    List<String> roles =
        List.of(BatchNorm.GAMMA, BatchNorm.BETA, BatchNorm.MEAN, BatchNorm.VARIANCE);
    Activation plain = input.isImage() ? input : input.withExtents(List.of(channels));
    for (int i = 0; i < roles.size(); i++) {
      Constant values = reading.constant(node, i + 1, roles.get(i));
      if (values.numbers().length != channels) {
        throw reading
            .refusals()
            .of(node, values.text() + " as " + roles.get(i), channels + " numbers");
      }
      Constant placed =
          input.isImage()
              ? values.reshaped(List.of(channels, 1, 1))
              : values.reshaped(List.of(channels));
      parameters.put(
          roles.get(i),
          HostTensor.rounded(Shape.of(channels), reading.perChannel(node, plain, placed)));
    }
    try {
      keep(
          node,
          Names.of(node, node.getInput(1)),
          new BatchNorm(epsilon, momentum),
          input,
          parameters);
    } catch (IllegalArgumentException e) {
      throw reading.refusals().of(node, "what cannot be: " + e.getMessage(), "other numbers");
    }
  }

  /** What was written as 0.001 is not 0.0010000000474974513. */
  private static double decimal(double single) {
    return Double.parseDouble(Float.toString((float) single));
  }

  void relu(NodeProto node) throws FileFormatException {
    new Attributes(reading.refusals(), node).requireNoOthers();
    keep(node, Names.of(node), new Relu(), reading.activation(node, 0), Map.of());
  }

  /** From 0 to no end it is a ReLU. */
  void clip(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    double least = attributes.number("min", Double.NEGATIVE_INFINITY);
    double most = attributes.number("max", Double.POSITIVE_INFINITY);
    attributes.requireNoOthers();
    least = Reading.has(node, 1) ? reading.constant(node, 1, "min").numbers()[0] : least;
    most = Reading.has(node, 2) ? reading.constant(node, 2, "max").numbers()[0] : most;
    if (least != 0 || most < Float.MAX_VALUE) {
      throw reading.refusals().of(node, "min " + least + ", max " + most, "min 0 and no max");
    }
    keep(node, Names.of(node), new Relu(), reading.activation(node, 0), Map.of());
  }

  void dropout(NodeProto node) throws FileFormatException {
    Attributes attributes = new Attributes(reading.refusals(), node);
    double ratio = decimal(attributes.number("ratio", 0.5));
    attributes.integer("seed", 0);
    attributes.requireNoOthers();
    if (Reading.has(node, 1)) {
      ratio = decimal(reading.constant(node, 1, "ratio").numbers()[0]);
    }
    if (Reading.has(node, 2) && reading.constant(node, 2, "mode").numbers()[0] != 0) {
      throw reading.refusals().of(node, "training_mode", "a model as it is used");
    }
    if (!(ratio >= 0 && ratio < 1)) {
      throw reading.refusals().of(node, "ratio " + ratio, "a number from 0 to below 1");
    }
    keep(node, Names.of(node), new Dropout(ratio), reading.activation(node, 0), Map.of());
  }

  /** A node that leaves the order of its input as it is. */
  private void keep(
      NodeProto node, String name, Op op, Activation input, Map<String, HostTensor> parameters)
      throws FileFormatException {
    String added = reading.add(node, name, op, List.of(input.node()), parameters);
    reading.give(node, input.of(added));
  }
}
