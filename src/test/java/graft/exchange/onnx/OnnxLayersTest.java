package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static graft.exchange.onnx.TestAttributes.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.files.FileFormatException;
import graft.model.Dropout;
import graft.model.Relu;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Layers by their attributes and weights. */
class OnnxLayersTest {
  @TempDir static Path folder;

  @Test
  void aClipWithoutAnEndIsARelu() throws IOException {
    for (float most : new float[] {Float.MAX_VALUE, Float.POSITIVE_INFINITY}) {
      TestGraph graph = TestGraph.fed(5).then("Clip", "a", number("min", 0), number("max", most));
      assertThat(graph.network(folder).spec().node("a").op()).isEqualTo(new Relu());
    }
  }

  @Test
  void aDropoutMayDropNothingAndGiveAMaskThatNobodyReads() throws IOException {
    TestGraph graph = TestGraph.fed(5).then("Dropout", "a", number("ratio", 0));
    graph.builder().getNodeBuilder(0).addOutput("mask");
    assertThat(graph.network(folder).spec().node("a").op()).isEqualTo(new Dropout(0));
  }

  @Test
  void aNormalisationMaySayThatItIsByChannel() throws IOException {
    assertThat(normalised(1).network(folder).spec().nodes()).hasSize(1);
  }

  private static TestGraph normalised(long spatial) {
    return TestGraph.fed(5)
        .tensor("five", 5)
        .then(
            "BatchNormalization",
            "node",
            List.of("five", "five", "five", "five"),
            integer("spatial", spatial));
  }

  static Stream<Arguments> refused() {
    TestGraph readMask =
        TestGraph.fed(5).then("Dropout", "node").node("Concat", "two", List.of("node", "mask"));
    readMask.builder().getNodeBuilder(0).addOutput("mask");
    return Stream.of(
        Arguments.of(
            TestGraph.fed(5).tensor("w", 4, 2).then("MatMul", "node", List.of("w")),
            "weights of shape [4, 2] for features of [5]",
            "a row of weights for each"),
        Arguments.of(
            TestGraph.fed(5).then("Gemm", "node"),
            "node 'node' (Gemm): found 1 inputs",
            "2 or more"),
        Arguments.of(
            normalised(0), "node 'node' (BatchNormalization): found spatial 0", "by channel"),
        Arguments.of(readMask, "that its output 'mask' is read", "the first alone"));
  }

  @ParameterizedTest(name = "{1}")
  @MethodSource("refused")
  void whatCannotBeIsRefused(TestGraph graph, String found, String expected) {
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContainingAll(found, expected);
  }
}
