package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import graft.exchange.Scale;
import graft.files.FileFormatException;
import graft.model.Model;
import graft.model.NetworkSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Reads a graph into a network, node by node. */
final class GraphReader {
  private static final Set<String> OPERATORS =
      new TreeSet<>(
          Set.of(
              "Add",
              "AveragePool",
              "BatchNormalization",
              "Cast",
              "Clip",
              "Concat",
              "Constant",
              "ConstantOfShape",
              "Conv",
              "Div",
              "Dropout",
              "Flatten",
              "Gather",
              "Gemm",
              "GlobalAveragePool",
              "Identity",
              "LogSoftmax",
              "MatMul",
              "MaxPool",
              "Mul",
              "Pad",
              "ReduceMean",
              "Relu",
              "Reshape",
              "Shape",
              "Slice",
              "Softmax",
              "Squeeze",
              "Sub",
              "Sum",
              "Transpose",
              "Unsqueeze"));

  private final GraphProto graph;
  private final Refusals refusals;
  private final Reading reading;
  private final WindowReader windows;
  private final LayerReader layers;
  private final JoinReader joins;
  private final ShapeReader shapes;
  private final ExtentsReader extents;
  private final List<String> notes = new ArrayList<>();
  private final boolean byType;
  private final Model model;

  /**
   * Reads it.
   *
   * @throws FileFormatException if Graft has no network for it; names the node
   * @throws IOException if a file with tensors cannot be read
   */
  GraphReader(GraphProto graph, Refusals refusals, TensorReader tensors) throws IOException {
    this.graph = graph;
    this.refusals = refusals;
    ValueInfoProto input = onlyInput();
    GraphInput fed = new GraphInput(graph, input, refusals);
    this.reading = new Reading(refusals, graph, fed.shape(), fed.batch());
    this.windows = new WindowReader(reading);
    this.layers = new LayerReader(reading);
    this.joins = new JoinReader(reading);
    this.shapes = new ShapeReader(reading);
    this.extents = new ExtentsReader(reading, tensors);
    for (TensorProto tensor : graph.getInitializerList()) {
      reading.put(tensor.getName(), tensors.read(tensor));
    }
    reading.put(input.getName(), fed.activation(NetworkSpec.INPUT));
    for (NodeProto node : graph.getNodeList()) {
      read(node);
    }
    this.byType = input.getType().getTensorType().getElemType() == TensorProto.DataType.UINT8_VALUE;
    this.model = end();
  }

  /** Before IR version 4 the tensors stand among the inputs, too. */
  private ValueInfoProto onlyInput() throws FileFormatException {
    Set<String> tensors =
        graph.getInitializerList().stream().map(TensorProto::getName).collect(Collectors.toSet());
    List<ValueInfoProto> inputs =
        graph.getInputList().stream().filter(i -> !tensors.contains(i.getName())).toList();
    if (inputs.size() != 1 || graph.getOutputCount() != 1) {
      throw refusals.of(
          "a graph with the inputs %s and the outputs %s"
              .formatted(names(inputs), names(graph.getOutputList())),
          "one of each");
    }
    return inputs.get(0);
  }

  private static List<String> names(List<ValueInfoProto> values) {
    return values.stream().map(ValueInfoProto::getName).toList();
  }

  private void read(NodeProto node) throws IOException {
    boolean standard = node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    if (!standard || !OPERATORS.contains(node.getOpType())) {
      throw refusals.of(
          node,
          "an operator that Graft has no op for" + (standard ? "" : ", of " + node.getDomain()),
          "one of " + String.join(", ", OPERATORS));
    }
    switch (node.getOpType()) {
      case "Conv" -> windows.convolution(node);
      case "MaxPool" -> windows.maxPool(node);
      case "AveragePool" -> windows.averagePool(node);
      case "GlobalAveragePool", "ReduceMean" -> windows.mean(node);
      case "Pad" -> windows.pad(node);
      case "Gemm" -> layers.gemm(node);
      case "MatMul" -> layers.matMul(node);
      case "BatchNormalization" -> layers.batchNorm(node);
      case "Relu" -> layers.relu(node);
      case "Clip" -> layers.clip(node);
      case "Dropout" -> layers.dropout(node);
      case "Add", "Sub", "Mul", "Div", "Sum" -> joins.arithmetic(node);
      case "Concat" -> {
        if (!extents.joined(node)) {
          joins.concat(node);
        }
      }
      case "Softmax", "LogSoftmax" -> joins.softmax(node, notes);
      case "Flatten" -> shapes.flatten(node);
      case "Reshape" -> shapes.reshape(node);
      case "Transpose" -> shapes.transpose(node);
      case "Squeeze", "Unsqueeze" -> shapes.ones(node);
      case "Identity", "Cast" -> shapes.same(node);
      case "Shape" -> extents.shape(node);
      case "Gather" -> extents.gather(node);
      case "Slice" -> extents.slice(node);
      case "ConstantOfShape" -> extents.filled(node);
      default -> extents.constant(node);
    }
  }

  private Model end() throws FileFormatException {
    String name = graph.getOutput(0).getName();
    Value value =
        reading
            .find(name)
            .orElseThrow(() -> refusals.of("no node that gives the output '" + name + "'", "one"));
    if (reading.end().filter(softmax -> !softmax.equals(name)).isPresent()) {
      throw refusals.of("nodes behind the softmax '" + reading.end().get() + "'", "it at the end");
    }
    if (!(value instanceof Activation output)) {
      throw refusals.of(value.text() + " as the output", "the logits of a network, or a softmax");
    }
    boolean logits =
        !output.isImage() && output.places().equals(Activation.SAME) && !output.isInput();
    if (!logits) {
      throw refusals.of(output.text() + " as the output", "a logit for each class");
    }
    try {
      return reading.drafts().model(output.node());
    } catch (IllegalArgumentException e) {
      throw refusals.of("what is no network: " + e.getMessage(), "layers that fit together");
    }
  }

  /** The network and its weights. */
  Model model() {
    return model;
  }

  /** What is made of the numbers that the graph is fed before the network sees them. */
  Scale scale() {
    return reading.inputScale().orElse(Scale.none(model.spec().input().last()));
  }

  /** What the user should know. */
  List<String> notes() {
    return notes;
  }

  /** Whether it is fed bytes, as its type or its first operation tells. */
  boolean isFedBytes() {
    return reading.fedBytes() || byType;
  }
}
