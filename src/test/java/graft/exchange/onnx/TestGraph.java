package graft.exchange.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import graft.exchange.Imported;
import graft.exchange.Told;
import graft.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A small graph, node by node. It is fed bytes, so that nothing needs to be told of it, as the
 * value "x"; its output is what the last node gives.
 */
final class TestGraph {
  private final GraphProto.Builder graph = GraphProto.newBuilder();
  private String last = "x";

  private TestGraph() {}

  /** Fed samples of these extents: {@code [N, extents]}. */
  static TestGraph fed(long... extents) {
    TestGraph made = new TestGraph();
    TensorShapeProto.Builder shape =
        made.graph
            .addInputBuilder()
            .setName("x")
            .getTypeBuilder()
            .getTensorTypeBuilder()
            .setElemType(TensorProto.DataType.UINT8_VALUE)
            .getShapeBuilder();
    shape.addDimBuilder().setDimParam("N");
    Arrays.stream(extents).forEach(extent -> shape.addDimBuilder().setDimValue(extent));
    return made;
  }

  /** What is left of a graph to be changed by hand. */
  GraphProto.Builder builder() {
    return graph;
  }

  TestGraph tensor(TensorProto tensor) {
    graph.addInitializer(tensor);
    return this;
  }

  /** A tensor of 1/8, 2/8, 3/8 and so on, all different and exact. */
  TestGraph tensor(String name, long... extents) {
    int count = (int) Arrays.stream(extents).reduce(1, (a, b) -> a * b);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (i + 1) / 8f;
    }
    return tensor(floats(numbers).setName(name).clearDims().addAllDims(boxed(extents)).build());
  }

  /** A list of whole numbers. */
  TestGraph whole(String name, long... numbers) {
    return tensor(TestGraph.wholes(numbers).setName(name).build());
  }

  static TensorProto.Builder floats(float... numbers) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(numbers.length);
    for (float number : numbers) {
      tensor.addFloatData(number);
    }
    return tensor;
  }

  static TensorProto.Builder wholes(long... numbers) {
    return TensorProto.newBuilder()
        .setDataType(TensorProto.DataType.INT64_VALUE)
        .addDims(numbers.length)
        .addAllInt64Data(boxed(numbers));
  }

  private static List<Long> boxed(long... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  /** A node that reads what the one before it gives, then others. */
  TestGraph then(String operator, String output, List<String> others, AttributeProto... more) {
    NodeProto.Builder node = NodeProto.newBuilder().addInput(last).addAllInput(others);
    return add(node, operator, output, more);
  }

  /** Likewise, without others. */
  TestGraph then(String operator, String output, AttributeProto... attributes) {
    return then(operator, output, List.of(), attributes);
  }

  /** A node that reads what it says. */
  TestGraph node(String operator, String output, List<String> inputs, AttributeProto... more) {
    return add(NodeProto.newBuilder().addAllInput(inputs), operator, output, more);
  }

  private TestGraph add(
      NodeProto.Builder node, String operator, String output, AttributeProto... attributes) {
    node.setName(output).setOpType(operator).addOutput(output);
    graph.addNode(node.addAllAttribute(Arrays.asList(attributes)));
    last = output;
    return this;
  }

  /** One logit for each channel of an image, so that no sizes need to be known. */
  TestGraph averaged() {
    return then("GlobalAveragePool", "mean").then("Flatten", "flat");
  }

  ModelProto.Builder model() {
    graph.clearOutput().addOutputBuilder().setName(last);
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17))
        .setGraph(graph);
  }

  /** What Graft makes of it. */
  Imported read(Path folder) throws IOException {
    return read(model(), folder);
  }

  /** The network alone. */
  Model network(Path folder) throws IOException {
    return read(folder).model().model();
  }

  static Imported read(ModelProto.Builder model, Path folder) throws IOException {
    Path file = Files.write(folder.resolve("graph.onnx"), model.build().toByteArray());
    return OnnxReader.read(file, Told.nothing());
  }
}
