package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static graft.exchange.onnx.TestAttributes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import graft.files.FileFormatException;
import graft.model.Conv2d;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.Padding;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What exporters compute with extents, and lists of them. */
class ExtentsTest {
  private static final int INT32 = TensorProto.DataType.INT32_VALUE;
  private static final int INT64 = TensorProto.DataType.INT64_VALUE;

  @TempDir static Path folder;

  /** Ways to "target", of images [N, 3, 4, 6] as "x", by which a Reshape flattens them. */
  static Stream<UnaryOperator<TestGraph>> targets() {
    return Stream.of(
        g -> g.node("Constant", "target", List.of(), integers("value_ints", 0, -1)),
        g -> g.node("Constant", "target", List.of(), tensor("value", TestGraph.wholes(0, 72))),
        // PyTorch's x.view(x.size(0), -1)
        g ->
            rest(
                g.then("Shape", "shape")
                    .node("Constant", "first", List.of(), integer("value_int", 0))
                    .node("Gather", "extent", List.of("shape", "first"))
                    .then("Unsqueeze", "batch", integers("axes", 0))),
        g -> rest(g.then("Shape", "shape").whole("at", -4).then("Gather", "batch", List.of("at"))),
        g ->
            rest(
                g.then("Shape", "shape")
                    .then("Slice", "batch", integers("starts", 0), integers("ends", 1))),
        g ->
            rest(
                g.then("Shape", "shape")
                    .then("Cast", "cast", integer("to", INT32))
                    .then("Slice", "batch", integers("starts", -4), integers("ends", -3))),
        g -> rest(g.whole("one", 1).node("ConstantOfShape", "batch", List.of("one"), fill(0))),
        g ->
            g.whole("two", 2)
                .node("ConstantOfShape", "twice", List.of("two"), fill(-1))
                .whole("batch", 0)
                .node("Slice", "rest", List.of("twice", "batch", "one"))
                .whole("one", 1)
                .node("Concat", "target", List.of("batch", "rest"), integer("axis", 0)));
  }

  private static AttributeProto fill(long with) {
    return tensor("value", TestGraph.wholes(with));
  }

  private static TestGraph rest(TestGraph graph) {
    return graph
        .whole("rest", -1)
        .node("Concat", "target", List.of("batch", "rest"), integer("axis", 0));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("targets")
  void tellHowImagesAreFlattened(UnaryOperator<TestGraph> target) throws IOException {
    TestGraph graph = target.apply(TestGraph.fed(3, 4, 6)).tensor("matrix", 72, 2);
    graph.node("Reshape", "flat", List.of("x", "target")).then("Gemm", "fc", List.of("matrix"));

    Model model = graph.network(folder);

    assertThat(model.spec().nodes().get(0).op()).isEqualTo(new Flatten());
    assertThat(model.spec().shapeOf("flat").elements()).isEqualTo(72);
  }

  /** All four extents, and pieces of them, are known, too. */
  @Test
  void aShapeIsAllExtents() throws IOException {
    TestGraph graph =
        TestGraph.fed(3, 4, 6)
            .then("Shape", "shape")
            .node("Slice", "front", List.of("shape"), integers("starts", 0), integers("ends", 2))
            .node("Slice", "back", List.of("shape"), integers("starts", 2), integers("ends", 9))
            .node("Concat", "target", List.of("front", "back"), integer("axis", 0))
            .node("Reshape", "same", List.of("x", "target"))
            .then("MaxPool", "pool", integers("kernel_shape", 2, 2));
    assertThat(graph.averaged().network(folder).spec().nodes().get(0).name()).isEqualTo("pool");
  }

  /** What PyTorch's exporter makes of pad(x, (1, 2, 3, 4)) and of the pads of all axes. */
  @Test
  void padsAreComputed() throws IOException {
    TestGraph graph =
        TestGraph.fed(3, 4, 6)
            .whole("told", 1, 2, 3, 4)
            .whole("more", 4)
            .node("ConstantOfShape", "zeros", List.of("more"), fill(0))
            .node("Concat", "all", List.of("told", "zeros"), integer("axis", 0))
            .whole("none", 0)
            .node("ConstantOfShape", "nothing", List.of("none"), fill(0))
            .node("Concat", "list", List.of("all", "nothing"), integer("axis", 0))
            .whole("pairs", -1, 2)
            .then("Reshape", "before-and-behind", List.of("pairs"))
            .whole("last", -1)
            .whole("end", -Long.MAX_VALUE)
            .whole("axis", 0)
            .then("Slice", "turned", List.of("last", "end", "axis", "last"))
            .then("Transpose", "transposed", integers("perm", 1, 0))
            .then("Reshape", "pads", List.of("last"))
            .then("Cast", "cast", integer("to", INT64))
            .whole("one", 1)
            .node("ConstantOfShape", "zero", List.of("one"))
            .node("Pad", "padded", List.of("x", "cast", "zero"))
            .tensor("kernel", 2, 3, 3, 3)
            .then("Conv", "layer", List.of("kernel"));
    assertThat(graph.averaged().network(folder).spec().node("layer").op())
        .isEqualTo(new Conv2d(2, 3, 3, 1, Padding.explicit(3, 4, 1, 2), false));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        refused(
            g -> g.then("Shape", "s").whole("at", 4).then("Gather", "node", List.of("at")),
            "index 4 of the extents [N, 3, 4, 6]",
            "one of them"),
        refused(
            g -> g.then("Shape", "s").whole("at", -5).then("Gather", "node", List.of("at")),
            "index -5 of the extents [N, 3, 4, 6]",
            "one of them"),
        refused(
            g -> g.whole("at", 1).then("Gather", "node", List.of("at")),
            "images of [3, 4, 6]",
            "the extents of a value"),
        refused(
            g -> g.then("Slice", "node", integers("starts", 0), integers("ends", 1)),
            "axis 0, step 1 of images of [3, 4, 6]",
            "extents or a constant, along the first axis, one by one"),
        refused(
            g ->
                g.node("Constant", "c", List.of(), integer("value_int", 3))
                    .then("Slice", "node", integers("starts", 0), integers("ends", 1)),
            "axis 0, step 1 of a constant of shape []",
            "extents or a constant, along the first axis, one by one"),
        refused(
            g -> g.then("Shape", "s").whole("2", 2).then("Slice", "node", List.of("2", "2", "2")),
            "axis 2, step 1 of the extents [N, 3, 4, 6]",
            "extents or a constant, along the first axis, one by one"),
        refused(
            g ->
                g.then("Shape", "s")
                    .whole("0", 0)
                    .whole("2", 2)
                    .then("Slice", "node", List.of("0", "2", "0", "2")),
            "axis 0, step 2 of the extents [N, 3, 4, 6]",
            "extents or a constant, along the first axis, one by one"),
        refused(
            g -> g.then("Shape", "s").whole("2", 1, 2).then("Slice", "node", List.of("2", "2")),
            "numbers [1, 2]",
            "those of one axis"),
        refused(
            g -> g.whole("n", -1).node("ConstantOfShape", "node", List.of("n"), fill(1)),
            "the shape [-1]",
            "a short list, as of pads"),
        refused(
            g -> g.whole("n", 17).node("ConstantOfShape", "node", List.of("n"), fill(1)),
            "the shape [17]",
            "a short list, as of pads"),
        refused(
            g -> g.whole("n", 2, 2).node("ConstantOfShape", "node", List.of("n"), fill(1)),
            "the shape [2, 2]",
            "a short list, as of pads"),
        refused(
            g ->
                g.whole("n", 2)
                    .node(
                        "ConstantOfShape",
                        "node",
                        List.of("n"),
                        tensor("value", TestGraph.wholes())),
            "a constant of shape [0] as its value",
            "one number"),
        refused(g -> g.node("Constant", "node", List.of()), "no value", "numbers"),
        refused(
            g -> g.tensor("none", 0, 5).node("Transpose", "node", List.of("none")),
            "a constant of shape [0, 5] as its input",
            "a constant, of one number or more"));
  }

  private static Arguments refused(UnaryOperator<TestGraph> nodes, String found, String expected) {
    return Arguments.of(nodes, found, expected);
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void whatCannotBeIsRefused(UnaryOperator<TestGraph> nodes, String found, String expected) {
    TestGraph graph = nodes.apply(TestGraph.fed(3, 4, 6));
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("node 'node'")
        .hasMessageContainingAll(found, "expected " + expected);
  }
}
