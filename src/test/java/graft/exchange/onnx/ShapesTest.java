package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.exchange.Told;
import graft.files.FileFormatException;
import graft.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Nodes that change a shape and nothing else, as exporters put them between layers. */
class ShapesTest {
  @TempDir static Path folder;

  private static NodeProto node(String op, AttributeProto... attributes) {
    return NodeProto.newBuilder().setOpType(op).addAllAttribute(Arrays.asList(attributes)).build();
  }

  private static NodeProto reshape(long... target) {
    return by("Reshape", target);
  }

  private static NodeProto by(String op, long... numbers) {
    StringBuilder name = new StringBuilder("to");
    Arrays.stream(numbers).forEach(n -> name.append('_').append(n));
    return NodeProto.newBuilder().setOpType(op).addInput(name.toString()).build();
  }

  /** Of [N, 5], and no change in the end. */
  static Stream<List<NodeProto>> nothing() {
    return Stream.of(
        List.of(node("Identity")),
        List.of(node("Cast", integer("to", TensorProto.DataType.FLOAT_VALUE))),
        List.of(node("Flatten")),
        List.of(reshape(0, 5)),
        List.of(reshape(0, 0)),
        List.of(reshape(0, 5, -1), reshape(0, 5)),
        List.of(reshape(-1, 5)),
        List.of(reshape(0, -1)),
        List.of(reshape(0, 1, -1), reshape(0, 5)),
        List.of(reshape(-1, 5, 1), reshape(0, 0)),
        List.of(node("Unsqueeze", integers("axes", 1)), node("Squeeze")),
        List.of(by("Unsqueeze", 1, 2), by("Squeeze", 2), by("Squeeze", 1)),
        List.of(node("Unsqueeze", integers("axes", 2)), node("Squeeze", integers("axes", 2))),
        List.of(node("Unsqueeze", integers("axes", -1)), node("Squeeze", integers("axes", -1))),
        List.of(node("Unsqueeze", integers("axes", 1, 2)), node("Squeeze", integers("axes", 1, 2))),
        List.of(node("Unsqueeze", integers("axes", 3, 1)), node("Squeeze", integers("axes", 3, 1))),
        List.of(
            node("Unsqueeze", integers("axes", 1)),
            node("Transpose", integers("perm", 0, 2, 1)),
            node("Squeeze", integers("axes", 2))));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("nothing")
  void leavesTheNetworkAsItIs(List<NodeProto> nodes) throws IOException {
    assertThat(read(between(nodes))).isEqualTo(read(whole()));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(node("Squeeze", integers("axes", 1)), "axes [1] of [0, 5]", "of extent 1"),
        Arguments.of(node("Squeeze", integers("axes", 0)), "axes [0] of [0, 5]", "of extent 1"),
        Arguments.of(node("Squeeze", integers("axes", 2)), "axes [2] of [0, 5]", "of extent 1"),
        Arguments.of(by("Squeeze", 1), "axes [1] of [0, 5]", "of extent 1"),
        Arguments.of(node("Unsqueeze", integers("axes", 3)), "axes [3] of [0, 5]", "of extent 1"),
        Arguments.of(node("Unsqueeze", integers("axes", 0)), "axes [0]", "the batch left alone"),
        Arguments.of(
            node("Cast", integer("to", TensorProto.DataType.INT64_VALUE)),
            "a Cast to type 7",
            "float32"),
        Arguments.of(
            node("Cast", integer("to", TensorProto.DataType.DOUBLE_VALUE)),
            "a Cast to type 11",
            "float32"),
        Arguments.of(reshape(0, 4), "made the extents [0, 4]", "the batch first"),
        Arguments.of(reshape(0, 4, -1), "made the extents [0, 4, -1]", "the batch first"),
        Arguments.of(reshape(0), "made the extents [0]", "the batch first"),
        Arguments.of(reshape(5, -1), "made the extents [5, -1]", "the batch first"),
        Arguments.of(reshape(0, 6, -1), "made the extents [0, 6, -1]", "the batch first"),
        Arguments.of(node("Transpose"), "perm []", "the batch first"),
        Arguments.of(node("Transpose", integers("perm", 0, 2)), "perm [0, 2]", "2 axes once"),
        Arguments.of(node("Transpose", integers("perm", 0)), "perm [0]", "2 axes once"),
        Arguments.of(
            node("Flatten", integer("twist", 1)), "[twist]", "only those that Graft knows"),
        Arguments.of(
            node("Identity", integer("twist", 1)), "[twist]", "only those that Graft knows"),
        Arguments.of(
            node("Squeeze", integer("twist", 1)), "[twist]", "only those that Graft knows"),
        Arguments.of(
            reshape(0, 5).toBuilder().addAttribute(integer("twist", 1)).build(),
            "[twist]",
            "only those that Graft knows"));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("refused")
  void saysWhatItCannotBe(NodeProto node, String found, String expected) {
    assertThatThrownBy(() -> read(between(List.of(node))))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("'extra0' (" + node.getOpType() + ")")
        .hasMessageContaining(found)
        .hasMessageContaining(expected);
  }

  /** Of images [N, 3, 4, 6], behind which a mean over rows and columns stands. */
  static Stream<TestGraph> ofImages() {
    return Stream.of(
        images().whole("target", 0, 3, -1, 6).then("Reshape", "same", List.of("target")),
        images().whole("target", -1, 3, 4, 6).then("Reshape", "same", List.of("target")));
  }

  private static TestGraph images() {
    return TestGraph.fed(3, 4, 6);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("ofImages")
  void leavesImagesAsTheyAre(TestGraph graph) throws IOException {
    assertThat(graph.averaged().network(folder)).isEqualTo(images().averaged().network(folder));
  }

  static Stream<Arguments> ofImagesRefused() {
    return Stream.of(
        Arguments.of(
            images().whole("target", 0, 4, 3, 6).then("Reshape", "node", List.of("target")),
            "images of [3, 4, 6] made [4, 3, 6]"),
        Arguments.of(
            images().whole("target", 0, 12, 6).then("Reshape", "node", List.of("target")),
            "images of [3, 4, 6] made [12, 6]"),
        Arguments.of(
            TestGraph.fed(6).whole("target", 0, 2, 3).then("Reshape", "node", List.of("target")),
            "features of [6] made [2, 3]"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("ofImagesRefused")
  void numbersAreNotDealtOutAnew(TestGraph graph, String found) {
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContainingAll("node 'node' (Reshape)", found, "all of a sample as one axis");
  }

  /** Of the weights [6, 5]. */
  static Stream<List<NodeProto>> ofWeights() {
    return Stream.of(
        List.of(reshape(6, -1)),
        List.of(reshape(-1), reshape(6, 5)),
        List.of(node("Transpose"), node("Transpose", integers("perm", 1, 0))),
        List.of(node("Unsqueeze", integers("axes", 0)), node("Squeeze", integers("axes", 0))));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("ofWeights")
  void constantsAreComputed(List<NodeProto> nodes) throws IOException {
    assertThat(read(weights(nodes))).isEqualTo(read(whole()));
  }

  static Stream<NodeProto> noWeights() {
    return Stream.of(reshape(6, 6), reshape(7, -1), reshape(-1, 0), reshape(-6, -5));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("noWeights")
  void constantsKeepTheirNumber(NodeProto node) {
    assertThatThrownBy(() -> read(weights(List.of(node))))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("as many numbers as before");
  }

  private static ModelProto.Builder whole() {
    return OnnxWriter.of(OnnxCases.featuresFile()).toBuilder();
  }

  private static ModelProto.Builder between(List<NodeProto> nodes) {
    return with("fc1", "relu", 0, nodes);
  }

  private static ModelProto.Builder weights(List<NodeProto> nodes) {
    return with("fc1/kernel", "fc1", 1, nodes);
  }

  /** More nodes between a value and one of its readers. */
  private static ModelProto.Builder with(
      String value, String reader, int input, List<NodeProto> nodes) {
    ModelProto.Builder model = whole();
    GraphProto.Builder graph = model.getGraphBuilder();
    int at = 0;
    while (!graph.getNode(at).getName().equals(reader)) {
      at++;
    }
    String before = value;
    for (int i = 0; i < nodes.size(); i++) {
      NodeProto.Builder node = nodes.get(i).toBuilder().setName("extra" + i);
      List<String> others = List.copyOf(node.getInputList());
      node.clearInput().addInput(before).addAllInput(others).addOutput("extra" + i);
      others.forEach(name -> target(graph, name));
      graph.addNode(at + i, node);
      before = "extra" + i;
    }
    graph.getNodeBuilder(at + nodes.size()).setInput(input, before);
    return model;
  }

  /** The constant whose numbers are in its name. */
  private static void target(GraphProto.Builder graph, String name) {
    if (graph.getInitializerList().stream().noneMatch(it -> it.getName().equals(name))) {
      List<Long> numbers = Arrays.stream(name.split("_")).skip(1).map(Long::valueOf).toList();
      graph.addInitializer(
          TensorProto.newBuilder()
              .setName(name)
              .setDataType(TensorProto.DataType.INT64_VALUE)
              .addDims(numbers.size())
              .addAllInt64Data(numbers));
    }
  }

  private static Model read(ModelProto.Builder model) throws IOException {
    Path file = Files.write(folder.resolve("shapes.onnx"), model.build().toByteArray());
    return OnnxReader.read(file, Told.nothing()).model().model();
  }
}
