package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static graft.exchange.onnx.TestAttributes.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.onnx.proto.OnnxMl.AttributeProto;
import graft.files.FileFormatException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An attribute that Graft does not know may change what an operator computes: it is refused, of
 * whatever operator.
 */
class UnknownAttributesTest {
  private static final AttributeProto WINDOW = integers("kernel_shape", 2, 2);

  @TempDir static Path folder;

  /** A node of each operator that would be read, but for one attribute. */
  static Stream<Arguments> nodes() {
    return Stream.of(
        ofImages("Add", "scalar"),
        ofImages("AveragePool", List.of(), WINDOW),
        ofImages("BatchNormalization", "three", "three", "three", "three"),
        ofImages("Cast"),
        ofImages("Clip", List.of(), number("min", 0)),
        ofImages("Concat"),
        ofNothing("Constant"),
        ofNothing("ConstantOfShape", "list"),
        ofImages("Conv", "kernel"),
        ofImages("Div", "scalar"),
        ofImages("Dropout"),
        ofImages("Flatten"),
        ofImages("Gather", "list"),
        ofFeatures("Gemm", "matrix"),
        ofImages("GlobalAveragePool"),
        ofImages("Identity"),
        ofFeatures("LogSoftmax"),
        ofFeatures("MatMul", "matrix"),
        ofImages("MaxPool", List.of(), WINDOW),
        ofImages("Mul", "scalar"),
        ofImages("Pad", "pads"),
        ofImages("ReduceMean", List.of(), integers("axes", 2, 3)),
        ofImages("Relu"),
        ofImages("Reshape", "shape"),
        ofImages("Shape"),
        ofNothing("Slice", "list", "zero", "list"),
        ofFeatures("Softmax"),
        ofImages("Squeeze"),
        ofImages("Sub", "scalar"),
        ofImages("Sum"),
        ofImages("Transpose", List.of(), integers("perm", 0, 2, 3, 1)),
        ofImages("Unsqueeze", "list"));
  }

  private static Arguments ofImages(String operator, String... others) {
    return ofImages(operator, List.of(others));
  }

  private static Arguments ofImages(
      String operator, List<String> others, AttributeProto... attributes) {
    return Arguments.of(
        operator,
        constants(TestGraph.fed(3, 4, 6)).then(operator, "node", others, twisted(attributes)));
  }

  private static Arguments ofFeatures(String operator, String... others) {
    return Arguments.of(
        operator, constants(TestGraph.fed(5)).then(operator, "node", List.of(others), twisted()));
  }

  private static Arguments ofNothing(String operator, String... inputs) {
    return Arguments.of(
        operator, constants(TestGraph.fed(5)).node(operator, "node", List.of(inputs), twisted()));
  }

  private static TestGraph constants(TestGraph graph) {
    return graph
        .tensor("scalar")
        .tensor("three", 3)
        .tensor("kernel", 2, 3, 1, 1)
        .tensor("matrix", 5, 2)
        .whole("zero", 0)
        .whole("list", 1)
        .whole("shape", 0, -1)
        .whole("pads", 0, 0, 1, 1, 0, 0, 1, 1);
  }

  private static AttributeProto[] twisted(AttributeProto... attributes) {
    return Stream.concat(Arrays.stream(attributes), Stream.of(integer("twist", 1)))
        .toArray(AttributeProto[]::new);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nodes")
  void areRefused(String operator, TestGraph graph) {
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(
            "node 'node' (%s): found attributes [twist]; expected only those".formatted(operator));
  }

  @Test
  void noOperatorIsLeftOut() {
    String said =
        catchThrowable(() -> TestGraph.fed(5).then("Einsum", "node").read(folder)).getMessage();
    List<String> known = List.of(said.substring(said.indexOf("one of ") + 7).split(", "));
    assertThat(nodes().map(row -> row.get()[0]).toList()).isEqualTo(known);
  }
}
