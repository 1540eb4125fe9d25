package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.exchange.Imported;
import graft.files.FileFormatException;
import graft.model.Model;
import graft.reference.ReferenceNetwork;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums, concatenations, and a softmax at the end. */
class JoinsTest {
  private static final int ROWS = 2;
  private static final int COLUMNS = 4;
  private static final int CHANNELS = 3;
  private static final int FEATURES = CHANNELS * ROWS * COLUMNS;

  @TempDir static Path folder;

  /** Two features of images: as they lie, "chw", and channels last, "hwc". */
  private static TestGraph flattened() {
    return TestGraph.fed(CHANNELS, ROWS, COLUMNS)
        .then("Flatten", "chw")
        .node("Transpose", "moved", List.of("x"), integers("perm", 0, 2, 3, 1))
        .then("Flatten", "hwc");
  }

  /** Numbers of an image at row, column, channel, in the order that a graph gives them. */
  private static double[] inOrder(String order) {
    double[] numbers = new double[FEATURES];
    int i = 0;
    if (order.equals("hwc")) {
      for (; i < FEATURES; i++) {
        numbers[i] = pixel(i);
      }
      return numbers;
    }
    for (int c = 0; c < CHANNELS; c++) {
      for (int place = 0; place < ROWS * COLUMNS; place++) {
        numbers[i++] = pixel(place * CHANNELS + c);
      }
    }
    return numbers;
  }

  private static double pixel(int at) {
    return (at * 7 % 24) / 4.0;
  }

  @ParameterizedTest
  @CsvSource({"chw, hwc", "hwc, chw", "chw, chw", "hwc, hwc"})
  void featuresInAnyOrderAreStacked(String first, String second) throws IOException {
    TestGraph graph =
        flattened()
            .node("Concat", "both", List.of(first, second), integer("axis", -1))
            .tensor("matrix", 2 * FEATURES, 2)
            .then("Gemm", "fc", List.of("matrix"));
    double[] image = inOrder("hwc");

    double[] logits = ReferenceNetwork.logits(graph.network(folder), image, 1);

    for (int unit = 0; unit < 2; unit++) {
      double sum = 0;
      for (int i = 0; i < FEATURES; i++) {
        sum += inOrder(first)[i] * (2 * i + unit + 1) / 8;
        sum += inOrder(second)[i] * (2 * (i + FEATURES) + unit + 1) / 8;
      }
      assertThat(logits[unit]).isEqualTo(sum, within(1e-9 * sum));
    }
  }

  @Test
  void featuresInOneOrderAreAdded() throws IOException {
    TestGraph graph =
        flattened()
            .node("Relu", "positive", List.of("chw"))
            .node("Add", "sum", List.of("chw", "positive"))
            .tensor("matrix", FEATURES, 2)
            .then("Gemm", "fc", List.of("matrix"));

    double[] logits = ReferenceNetwork.logits(graph.network(folder), inOrder("hwc"), 1);

    for (int unit = 0; unit < 2; unit++) {
      double sum = 0;
      for (int i = 0; i < FEATURES; i++) {
        sum += 2 * inOrder("chw")[i] * (2 * i + unit + 1) / 8; // no pixel is negative
      }
      assertThat(logits[unit]).isEqualTo(sum, within(1e-9 * sum));
    }
  }

  /** As exporters write a list of values that happens to be of one. */
  @ParameterizedTest
  @CsvSource({"Sum", "Concat"})
  void oneInputIsItself(String operator) throws IOException {
    TestGraph graph =
        TestGraph.fed(5)
            .then(operator, "same")
            .tensor("matrix", 5, 2)
            .then("Gemm", "fc", List.of("matrix"));
    assertThat(graph.network(folder).spec().nodes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"conv, bias", "bias, conv"})
  void aConstantBehindAConvolutionIsItsBias(String first, String second) throws IOException {
    Model model =
        convolution().node("Add", "sum", List.of(first, second)).averaged().network(folder);
    assertThat(model.spec().nodes()).hasSize(2);
    // Of a black image it gives nothing else.
    double[] black = new double[FEATURES];
    assertThat(ReferenceNetwork.logits(model, black, 1)).containsExactly(1 / 8.0, 2 / 8.0);
  }

  @Test
  void whoReadsTheShapeAloneMissesNoBias() throws IOException {
    TestGraph graph =
        convolution()
            .node("Shape", "shape", List.of("conv"))
            .node("Add", "sum", List.of("conv", "bias"))
            .then("Reshape", "same", List.of("shape"));
    assertThat(graph.averaged().network(folder).spec().nodes()).hasSize(2);
  }

  /** Two layers read one image, and are added up. */
  @Test
  void whatIsReadElsewhereTakesNothingFromABias() throws IOException {
    TestGraph graph =
        convolution()
            .node("Add", "first", List.of("conv", "bias"))
            .node("Conv", "other", List.of("x", "kernel"))
            .node("Add", "second", List.of("other", "bias"))
            .node("Sum", "sum", List.of("first", "second"));
    double[] black = new double[FEATURES];
    assertThat(ReferenceNetwork.logits(graph.averaged().network(folder), black, 1))
        .containsExactly(2 / 8.0, 4 / 8.0);
  }

  /** As two heads of one network. */
  @Test
  void classesMayBeOfTwoLayers() throws IOException {
    Model model =
        TestGraph.fed(5)
            .tensor("matrix", 5, 2)
            .node("Gemm", "few", List.of("x", "matrix"))
            .node("Gemm", "more", List.of("x", "matrix"))
            .node("Concat", "classes", List.of("few", "more"))
            .network(folder);
    assertThat(model.spec().outputShape()).isEqualTo(Shape.of(4));
  }

  private static TestGraph convolution() {
    return TestGraph.fed(CHANNELS, ROWS, COLUMNS)
        .tensor("kernel", 2, CHANNELS, 1, 1)
        .tensor("bias", 2, 1, 1)
        .then("Conv", "conv", List.of("kernel"));
  }

  /** They would see the bias, too. */
  static Stream<TestGraph> withOtherReaders() {
    return Stream.of(
        convolution()
            .node("Add", "node", List.of("conv", "bias"))
            .node("Concat", "both", List.of("conv", "node")),
        convolution()
            .node("Relu", "before", List.of("conv"))
            .node("Add", "node", List.of("conv", "bias"))
            .node("Concat", "both", List.of("before", "node")),
        convolution()
            .node("Identity", "alias", List.of("conv"))
            .node("Add", "node", List.of("alias", "bias"))
            .node("Concat", "both", List.of("conv", "node")));
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("withOtherReaders")
  void aSumBesideAnotherReaderIsNoBias(TestGraph graph) {
    assertThatThrownBy(() -> graph.averaged().read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("node 'node' (Add): found a constant of shape [2, 1, 1] with what")
        .hasMessageContaining("the one bias of a layer");
  }

  @ParameterizedTest
  @CsvSource({"Softmax, 1", "Softmax, -1", "LogSoftmax, 1"})
  void aSoftmaxAtTheEndIsLeftOut(String operator, long axis) throws IOException {
    TestGraph graph = dense().then(operator, "classes", integer("axis", axis));
    Imported read = graph.read(folder);
    assertThat(read.model().model().spec().nodes()).hasSize(1);
    assertThat(read.notes().get(0)).startsWith("the " + operator + " at the end is left out");
  }

  private static TestGraph dense() {
    return TestGraph.fed(5).tensor("matrix", 5, 2).then("Gemm", "fc", List.of("matrix"));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            flattened().node("Add", "node", List.of("chw", "hwc")),
            "node 'node' (Add): found features in different orders",
            "inputs that were flattened alike"),
        Arguments.of(
            flattened().node("Add", "node", List.of("hwc", "x")),
            "found features of [24] with images of [3, 2, 4]",
            "inputs of one order"),
        Arguments.of(
            TestGraph.fed(5).then("Concat", "node", integer("axis", 0)),
            "axis 0 of features of [5]",
            "the axis of the channels"),
        Arguments.of(
            dense().then("Softmax", "node", integer("axis", 0)),
            "axis 0 of features of [2]",
            "one over the classes, at the end"),
        Arguments.of(
            dense().then("Softmax", "soft").then("Relu", "behind"),
            "nodes behind the softmax 'soft'",
            "it at the end"),
        Arguments.of(
            TestGraph.fed(3, 2, 4).tensor("c", 3, 2, 1).then("Add", "node", List.of("c")),
            "a constant of shape [3, 2, 1] with images of [3, 2, 4]",
            "one number, or one for each of 3 channels"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void whatCannotBeIsRefused(TestGraph graph, String found, String expected) {
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContainingAll(found, expected);
  }
}
