package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static graft.exchange.onnx.TestAttributes.number;
import static graft.exchange.onnx.TestAttributes.text;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import graft.exchange.Told;
import graft.files.FileFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Graft has no network for is refused in a sentence that names the node and what is there. */
class OnnxRefusalsTest {
  @TempDir static Path folder;

  /** Files that were fine before something in them was changed, and what is said of each. */
  static Stream<Arguments> changes() {
    return Stream.of(
        change("conv1", n -> n.setOpType("ConvTranspose"), "'conv1' (ConvTranspose)", "no op for"),
        change("conv1", n -> n.setDomain("com.example"), "'conv1' (Conv)", "of com.example"),
        change("conv1", n -> n.addAttribute(integer("twist", 1)), "'conv1'", "[twist]"),
        change(
            "conv1",
            n -> n.addAttribute(integers("dilations", 2, 2)),
            "dilations [2, 2]",
            "[1, 1]"),
        change("conv1", n -> n.addAttribute(integer("group", 2)), "group 2", "group 1"),
        change("conv1", n -> set(n, integers("strides", 1, 2)), "strides [1, 2]", "one stride"),
        change("conv1", n -> set(n, integers("pads", 1, 2, 3)), "pads [1, 2, 3]", "4 numbers"),
        change("conv1", n -> set(n, integers("pads", -1, 0, 0, 0)), "pads [-1, 0, 0, 0]", "from 0"),
        change(
            "conv1", n -> set(n, integers("kernel_shape", 3, 3)), "kernel_shape [3, 3]", "[5, 3]"),
        change(
            "conv1", n -> n.addAttribute(text("auto_pad", "MOST")), "auto_pad MOST", "SAME_UPPER"),
        change("conv1", n -> set(n, integer("strides", 1)), "strides of type INT", "type INTS"),
        change(
            "conv1",
            n -> n.addAttribute(integers("pads", 0, 0, 0, 0)),
            "attribute pads twice",
            "once"),
        change(
            "conv1", n -> n.setInput(1, "images"), "'conv1'", "as its weight; expected a constant"),
        change(
            "conv1", n -> n.setInput(1, "nothing"), "that it reads 'nothing'", "a node before it"),
        change("conv1", n -> n.setInput(0, "images"), "'conv1'", "not in the order N, C, H, W"),
        change(
            "conv1",
            n -> n.setInput(1, "conv2/kernel"),
            "weights of shape [4, 3, 3, 3]",
            "2 channels"),
        change(
            "pool1", n -> set(n, integers("kernel_shape", 2, 3)), "kernel_shape [2, 3]", "square"),
        change(
            "pool1",
            n -> n.addAttribute(integer("storage_order", 1)),
            "storage_order 1",
            "indices"),
        change("pool1", n -> set(n, integers("pads", 3, 0, 0, 0)), "'pool1'", "sees nothing of"),
        change("pool2", n -> set(n, integer("count_include_pad", 1)), "'pool2'", "in the image"),
        change(
            "norm",
            n -> n.addAttribute(integer("training_mode", 1)),
            "training_mode 1",
            "as it is used"),
        change("norm", n -> n.setInput(2, "fc1/bias"), "of shape [6] as beta", "4 numbers"),
        change("flatten", n -> set(n, integer("axis", 2)), "axis 2", "samples stay apart"),
        change(
            "flatten/transpose",
            n -> set(n, integers("perm", 2, 0, 1, 3)),
            "perm",
            "the batch first"),
        change("flatten/transpose", n -> set(n, integers("perm", 0, 1, 1, 3)), "perm", "once"),
        graph(g -> reshape(g, 0), "allowzero 1 and an extent of 0", "that have numbers"),
        graph(g -> reshape(g, 7), "'flatten' (Reshape)", "the batch first"),
        change("fc1", n -> n.addAttribute(integer("transA", 1)), "transA 1", "samples are rows"),
        change(
            "fc1", n -> n.addAttribute(integer("transB", 1)), "'fc1' (Gemm)", "a row of weights"),
        change(
            "fc1",
            n -> n.setOpType("Mul").clearInput().addAllInput(List.of("flatten", "flatten")),
            "a Mul of two parts",
            "Add"),
        change(
            "relu2",
            n -> n.setOpType("Add").addInput("norm/gamma"),
            "'relu2' (Add)",
            "of 4 channels"),
        change(
            "relu2",
            n -> n.setOpType("Add").addInput("drop/ratio"),
            "'relu2' (Add)",
            "one bias of a layer"),
        change(
            "relu2",
            n -> n.setOpType("Sub").clearInput().addAllInput(List.of("drop/ratio", "norm")),
            "a constant first",
            "second input"),
        change(
            "relu2", n -> n.setOpType("Clip").addAttribute(number("max", 6)), "max 6.0", "no max"),
        change("relu2", n -> n.setOpType("Softmax"), "'relu2' (Softmax)", "at the end"),
        change(
            "relu2",
            n -> n.setOpType("Concat").addInput("norm").addAttribute(integer("axis", 2)),
            "axis 2",
            "the channels"),
        change(
            "relu2", n -> n.setOpType("Add").addInput("conv1"), "'relu2' (Add)", "what cannot be"),
        change("relu2", n -> n.clearOutput(), "no output", "one"),
        change("drop", n -> n.addInput("norm/gamma"), "training_mode", "as it is used"),
        graph(
            g -> g.addInput(g.getInput(0).toBuilder().setName("other")),
            "[images, other]",
            "one of each"),
        graph(
            g -> g.addOutput(g.getOutput(0).toBuilder().setName("other")),
            "[logits, other]",
            "one of each"),
        graph(
            g -> dimension(g, 1).setDimParam("rows"), "the open extent rows", "one size of image"),
        graph(g -> dimension(g, 1).setDimValue(0), "extent 0", "as numbers"),
        graph(g -> shape(g).addDimBuilder().setDimValue(3), "5 axes", "[N, C, H, W]"),
        graph(
            g -> g.getOutputBuilder(0).setName("relu2"), "as the output", "a logit for each class"),
        graph(g -> g.getOutputBuilder(0).setName("no-one"), "gives the output 'no-one'", "one"),
        tensor(
            t -> t.setDims(0, 4),
            "'conv1/kernel'",
            "360 bytes for [4, 2, 5, 3]; expected 480 bytes"),
        tensor(t -> t.setDims(0, -1), "'conv1/kernel'", "the shape [-1, 2, 5, 3]"),
        tensor(t -> t.setDims(0, 1L << 40), "'conv1/kernel'", "fewer than 2^31"),
        tensor(t -> t.setDims(0, 1 << 20).setDims(1, 1 << 20), "fewer than 2^31"),
        tensor(t -> t.clearRawData(), "0 numbers for", "90 numbers"),
        tensor(t -> t.setDataType(TensorProto.DataType.STRING_VALUE), "type STRING", "float"),
        tensor(t -> t.setDataType(99), "the type 99", "float"),
        tensor(t -> beside(t, "../elsewhere"), "'../elsewhere'", "in the model's folder"),
        tensor(t -> beside(t, "/etc/passwd"), "'/etc/passwd'", "in the model's folder"),
        tensor(t -> beside(t, "missing.data"), "missing.data, which is not there", "beside"),
        graph(
            g -> {
              g.removeInitializer(ratio(g));
              g.addInitializer(
                  TensorProto.newBuilder()
                      .setName("drop/ratio")
                      .setDataType(TensorProto.DataType.FLOAT_VALUE)
                      .addFloatData(1));
            },
            "ratio 1.0",
            "below 1"),
        model(m -> m.getOpsetImportBuilder(0).setVersion(6), "opset 6", "opset 7 or later"),
        model(
            m -> m.addFunctions(FunctionProto.newBuilder().setName("block")), "'block'", "inlined"),
        model(m -> m.clearGraph(), "without a graph", "ONNX"));
  }

  private static Arguments model(Consumer<ModelProto.Builder> change, String... said) {
    return Arguments.of(String.join(", ", said), change, List.of(said));
  }

  private static Arguments graph(Consumer<GraphProto.Builder> change, String... said) {
    return model(file -> change.accept(file.getGraphBuilder()), said);
  }

  private static Arguments change(String node, Consumer<NodeProto.Builder> change, String... said) {
    return graph(
        graph ->
            graph.getNodeBuilderList().stream()
                .filter(found -> found.getName().equals(node))
                .forEach(change),
        said);
  }

  private static int ratio(GraphProto.Builder graph) {
    int at = 0;
    while (!graph.getInitializer(at).getName().equals("drop/ratio")) {
      at++;
    }
    return at;
  }

  /** To [extent, -1], where 0 is an extent of 0. */
  private static void reshape(GraphProto.Builder graph, long extent) {
    graph.addInitializer(
        TensorProto.newBuilder()
            .setName("target")
            .setDataType(TensorProto.DataType.INT64_VALUE)
            .addDims(2)
            .addInt64Data(extent)
            .addInt64Data(-1));
    for (NodeProto.Builder node : graph.getNodeBuilderList()) {
      if (node.getName().equals("flatten")) {
        node.setOpType("Reshape")
            .clearAttribute()
            .addAttribute(integer("allowzero", 1))
            .addInput("target");
      }
    }
  }

  private static Arguments tensor(Consumer<TensorProto.Builder> change, String... said) {
    return graph(
        graph ->
            graph.getInitializerBuilderList().stream()
                .filter(found -> found.getName().equals("conv1/kernel"))
                .forEach(change),
        said);
  }

  static void beside(TensorProto.Builder tensor, String location) {
    tensor
        .clearRawData()
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(StringStringEntryProto.newBuilder().setKey("location").setValue(location));
  }

  private static TensorShapeProto.Builder shape(GraphProto.Builder graph) {
    ValueInfoProto.Builder input = graph.getInputBuilder(0);
    return input.getTypeBuilder().getTensorTypeBuilder().getShapeBuilder();
  }

  private static TensorShapeProto.Dimension.Builder dimension(GraphProto.Builder graph, int axis) {
    return shape(graph).getDimBuilder(axis);
  }

  private static void set(NodeProto.Builder node, AttributeProto attribute) {
    for (int i = 0; i < node.getAttributeCount(); i++) {
      if (node.getAttribute(i).getName().equals(attribute.getName())) {
        node.setAttribute(i, attribute);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("changes")
  void aChangedFileIsRefused(String name, Consumer<ModelProto.Builder> change, List<String> said)
      throws IOException {
    Path file = folder.resolve("changed.onnx");
    ModelProto.Builder model = OnnxWriter.of(OnnxCases.chainFile()).toBuilder();
    change.accept(model);
    Files.write(file, model.build().toByteArray());

    assertThatThrownBy(() -> OnnxReader.read(file, Told.nothing()))
        .as(name)
        .isInstanceOf(FileFormatException.class)
        .hasMessageStartingWith(file.toString())
        .hasMessageContainingAll(said.toArray(String[]::new))
        .message()
        .doesNotContain("\n");
  }

  static Stream<Arguments> noModels() throws IOException {
    byte[] model = Files.readAllBytes(OnnxFiguresTest.kept("pytorch-residual.onnx"));
    byte[] damaged = model.clone();
    Arrays.fill(damaged, 40, 400, (byte) 0xff);
    return Stream.of(
        Arguments.of(new byte[0], ", or one without a graph"),
        Arguments.of("<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8), " (an HTML page)"),
        Arguments.of(new byte[] {'P', 'K', 3, 4, 0, 0, 0, 0}, " (a ZIP archive)"),
        Arguments.of(Arrays.copyOf(model, model.length / 2), "the input ended unexpectedly"),
        Arguments.of(damaged, "malformed"));
  }

  @ParameterizedTest
  @MethodSource("noModels")
  void whatIsNoModelIsSaidToBeNone(byte[] content, String said) throws IOException {
    Path file = Files.write(folder.resolve("none.onnx"), content);
    assertThatThrownBy(() -> OnnxReader.read(file, Told.nothing()))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContainingAll("no ONNX file", said);
  }
}
