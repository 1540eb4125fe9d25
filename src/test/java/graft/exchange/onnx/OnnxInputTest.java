package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integers;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import graft.files.FileFormatException;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a graph is fed, and by which rules it was written. */
class OnnxInputTest {
  @TempDir static Path folder;

  private static TestGraph flattened(long... extents) {
    long features = extents[0] * extents[1] * extents[2];
    return TestGraph.fed(extents)
        .then("Flatten", "flat")
        .tensor("matrix", features, 2)
        .then("Gemm", "fc", List.of("matrix"));
  }

  /** Where no operator needs them in an order, one or three are the channels. */
  @ParameterizedTest
  @CsvSource({"3, 4, 6, 4, 6, 3", "1, 4, 6, 4, 6, 1", "4, 6, 3, 4, 6, 3", "4, 6, 1, 4, 6, 1"})
  void channelsAreOneOrThree(
      long first, long second, long third, int rows, int columns, int channels) throws IOException {
    assertThat(flattened(first, second, third).network(folder).spec().input())
        .isEqualTo(Shape.of(rows, columns, channels));
  }

  @ParameterizedTest
  @CsvSource({"3, 6, 3", "1, 6, 3", "4, 6, 5", "4, 3, 5"})
  void otherwiseItIsNotGuessed(long first, long second, long third) {
    assertThatThrownBy(() -> flattened(first, second, third).read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining(
            "input 'x' with images of [%d, %d, %d] whose use does not tell which axis is the channels"
                .formatted(first, second, third));
  }

  /** A Transpose to channels first tells that they were last, wherever it stands. */
  @Test
  void aTransposeTells() throws IOException {
    TestGraph graph =
        TestGraph.fed(4, 6, 5)
            .then("Identity", "same")
            .then("Transpose", "moved", integers("perm", 0, 3, 1, 2))
            .averaged();
    assertThat(graph.network(folder).spec().input()).isEqualTo(Shape.of(4, 6, 5));
  }

  @Test
  void aNodeThatGivesNothingTellsNothing() {
    TestGraph graph = TestGraph.fed(4, 6, 3).then("Identity", "nothing");
    graph.builder().getNodeBuilder(0).clearOutput();
    assertThatThrownBy(() -> graph.read(folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("node 'nothing' (Identity): found no output");
  }

  /** Before IR version 4 each tensor stood among the inputs, too. */
  @Test
  void tensorsMayStandAmongTheInputs() throws IOException {
    TestGraph graph = flattened(4, 6, 3);
    GraphProto.Builder builder = graph.builder();
    for (TensorProto tensor : builder.getInitializerList()) {
      builder.addInput(ValueInfoProto.newBuilder().setName(tensor.getName()));
    }
    assertThat(graph.network(folder).spec().nodes()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"'', 7", "ai.onnx, 7", "ai.onnx.ml, 1", "com.microsoft, 1"})
  void opsetsFromSevenOnAreRead(String domain, long version) throws IOException {
    assertThat(TestGraph.read(imports(domain, version), folder).model()).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({"''", "ai.onnx"})
  void earlierOpsetsAreRefused(String domain) {
    assertThatThrownBy(() -> TestGraph.read(imports(domain, 6), folder))
        .isInstanceOf(FileFormatException.class)
        .hasMessageContaining("found opset 6; expected opset 7 or later");
  }

  private static ModelProto.Builder imports(String domain, long version) {
    ModelProto.Builder model = flattened(4, 6, 3).model();
    model.addOpsetImportBuilder().setDomain(domain).setVersion(version);
    return model;
  }
}
