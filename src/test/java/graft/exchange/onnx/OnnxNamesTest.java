package graft.exchange.onnx;

import static graft.exchange.onnx.TestAttributes.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Node;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a network's nodes are called, and how messages call the graph's. */
class OnnxNamesTest {
  @TempDir static Path folder;

  @ParameterizedTest
  @CsvSource({
    // the graph's node, its weight, the network's node
    "/layer1/layer1.0/conv1/Conv, layer1.0.conv1.weight, layer1.0.conv1",
    "/fc/Gemm, onnx::Gemm_12, fc",
    "/fc//deep/Gemm, onnx::Gemm_12, fc/deep",
    "/a/a.b/Gemm_1, w, a.b",
    "Gemm_7, w, dense",
    "'', fc1/kernel, fc1",
    "node_linear, fc.weight, fc",
    "/fc/Gemm, .weight, fc",
    "sequential/dense/MatMul, sequential/dense/MatMul/ReadVariableOp:0, sequential/dense/MatMul",
    "'my layer', w, my_layer",
    "/, w, dense",
  })
  void areThoseOfWeightsElseOfNodes(String node, String weight, String name) throws IOException {
    TestGraph graph = TestGraph.fed(5).tensor(weight, 5, 2).then("Gemm", "y", List.of(weight));
    graph.builder().getNodeBuilder(0).setName(node);
    List<Node> nodes = graph.network(folder).spec().nodes();
    assertThat(nodes).extracting(Node::name).containsExactly(name);
  }

  @Test
  void aNodeWithoutANameIsCalledAsWhatItGives() {
    TestGraph graph = TestGraph.fed(5).then("Relu", "given", integer("twist", 1));
    graph.builder().getNodeBuilder(0).clearName();
    assertThatThrownBy(() -> graph.read(folder))
        .hasMessageContaining("graph.onnx: node 'given' (Relu): found");
    graph.builder().getNodeBuilder(0).clearOutput();
    assertThatThrownBy(() -> graph.read(folder))
        .hasMessageContaining("graph.onnx: node '' (Relu): found");
  }
}
