package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static graft.exchange.onnx.TestAttributes.number;
import static graft.exchange.onnx.TestAttributes.numbers;
import static graft.exchange.onnx.TestAttributes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.TensorProto;
import graft.files.FileFormatException;
import graft.model.NodeParameter;
import graft.model.Parameter;
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

/** Weights and other numbers that nodes give, as exporters leave them where they fold nothing. */
class ConstantsTest {
  private static final int DOUBLE = TensorProto.DataType.DOUBLE_VALUE;

  @TempDir static Path folder;

  /** Rows of a matrix [6, 2] by starts, ends and step, as in NumPy's a[starts:ends:step]. */
  static Stream<Arguments> slices() {
    return Stream.of(
        Arguments.of(2, 5, 1, new int[] {2, 3, 4}),
        Arguments.of(-3, Long.MAX_VALUE, 1, new int[] {3, 4, 5}),
        Arguments.of(-100, 3, 1, new int[] {0, 1, 2}),
        Arguments.of(0, -3, 1, new int[] {0, 1, 2}),
        Arguments.of(3, 100, 1, new int[] {3, 4, 5}),
        Arguments.of(2, Long.MIN_VALUE + 6, -1, new int[] {2, 1, 0}),
        Arguments.of(3, 0, -1, new int[] {3, 2, 1}),
        Arguments.of(-1, -4, -1, new int[] {5, 4, 3}),
        Arguments.of(100, 2, -1, new int[] {5, 4, 3}),
        Arguments.of(-2, 1, -1, new int[] {4, 3, 2}));
  }

  @ParameterizedTest
  @MethodSource("slices")
  void slicesAreThoseOfNumPy(long starts, long ends, long step, int[] rows) throws IOException {
    TestGraph graph =
        TestGraph.fed(3)
            .tensor("matrix", 6, 2)
            .whole("starts", starts)
            .whole("ends", ends)
            .whole("axes", 0)
            .whole("steps", step)
            .node("Slice", "weights", List.of("matrix", "starts", "ends", "axes", "steps"))
            .node("MatMul", "fc", List.of("x", "weights"));
    float[] expected = new float[6];
    for (int i = 0; i < 6; i++) {
      expected[i] = (2 * rows[i / 2] + i % 2 + 1) / 8f;
    }
    assertThat(parameter(graph, "fc", Parameter.KERNEL)).isEqualTo(expected);
  }

  /** Ways to the bias 0.5, 0.25 of a dense layer. */
  static Stream<UnaryOperator<TestGraph>> biases() {
    return Stream.of(
        g -> g.node("Constant", "bias", List.of(), numbers("value_floats", 0.5f, 0.25f)),
        g -> g.node("Constant", "bias", List.of(), tensor("value", TestGraph.floats(0.5f, 0.25f))),
        g ->
            g.tensor(TestGraph.floats(0.25f, 0.5f).setName("b").build())
                .whole("last", -1)
                .whole("end", -9)
                .whole("axis", 0)
                .node("Slice", "bias", List.of("b", "last", "end", "axis", "last")),
        g ->
            g.node("Constant", "b", List.of(), numbers("value_floats", 0.5f, 0.25f))
                .then("Cast", "double", integer("to", DOUBLE))
                .then("Unsqueeze", "row", integers("axes", 0))
                .whole("axes", 0)
                .then("Squeeze", "bias", List.of("axes")));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("biases")
  void constantsAreWeights(UnaryOperator<TestGraph> bias) throws IOException {
    TestGraph graph = bias.apply(TestGraph.fed(5)).tensor("matrix", 5, 2);
    graph.node("Gemm", "fc", List.of("x", "matrix", "bias"));
    assertThat(parameter(graph, "fc", Parameter.BIAS)).containsExactly(0.5f, 0.25f);
  }

  @Test
  void aSingleNumberScalesTheInput() throws IOException {
    for (String name : List.of("number", "transposed")) {
      TestGraph graph =
          TestGraph.fed(5)
              .node("Constant", "number", List.of(), number("value_float", 51))
              .then("Transpose", "transposed")
              .node("Div", "scaled", List.of("x", name))
              .tensor("matrix", 5, 2)
              .then("Gemm", "fc", List.of("matrix"));
      // Pixels are in [0, 1] for Graft: 255 / 51 = 5 times as much.
      assertThat(graph.read(folder).model().preprocessing().deviation().get(0)).isEqualTo(0.2);
    }
  }

  private static float[] parameter(TestGraph graph, String node, String role) throws IOException {
    return graph
        .read(folder)
        .model()
        .model()
        .weights()
        .get(NodeParameter.name(node, role))
        .toArray();
  }

  /** Of nodes that would read the first of no numbers. */
  static Stream<Arguments> withoutNumbers() {
    return Stream.of(
        Arguments.of("Clip", List.of("none"), "min"),
        Arguments.of("Dropout", List.of("none"), "ratio"),
        Arguments.of("Add", List.of("none"), "second input"),
        Arguments.of("MatMul", List.of("none"), "weights"),
        Arguments.of("Conv", List.of("none"), "weight"),
        Arguments.of("Conv", List.of("kernel", "none"), "bias"),
        Arguments.of("Pad", List.of("pads", "none"), "value"));
  }

  @ParameterizedTest(name = "{0}, {2}")
  @MethodSource("withoutNumbers")
  void noNumbersAreRefused(String operator, List<String> inputs, String role) {
    TestGraph graph =
        TestGraph.fed(3, 4, 6)
            .tensor("none", 0, 2)
            .tensor("kernel", 2, 3, 1, 1)
            .whole("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .then(operator, "node", inputs);
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(
            "node 'node' (%s): found a constant of shape [0, 2] as its %s; expected a constant, of"
                .formatted(operator, role));
  }
}
