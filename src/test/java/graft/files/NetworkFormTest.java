package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Padding;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.tensor.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Networks as YAML says them. */
class NetworkFormTest {
  private static final NetworkForm FORM = new NetworkForm();

  private static NetworkDraft read(String yaml) {
    return FORM.read(YamlFile.parse("net.yaml", yaml.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aChainNamesNoInputs() {
    NetworkDraft draft =
        read(
            """
            nodes:
              - {name: conv1, op: conv2d, filters: 8, kernel: [3, 5]}
              - {name: pool1, op: max-pool2d, window: 2, stride: 2}
              - {name: flatten, op: flatten}
              - {name: fc1, op: dense, units: classes}
            """);
    NetworkSpec expected =
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("conv1", new Conv2d(8, 3, 5, 1, Padding.SAME))
            .then("pool1", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(10))
            .build();
    assertThat(draft.spec(Shape.of(28, 28, 1), 10)).isEqualTo(expected);
    assertThat(draft.spec(Shape.of(32, 32, 3), 100).outputShape()).isEqualTo(Shape.of(100));
  }

  @Test
  void aGraphNamesThem() {
    NetworkDraft draft =
        read(
            """
            input: [8, 8, 3]
            nodes:
              - {name: a, op: conv2d, filters: 4, kernel: 3, padding: 1, bias: false}
              - {name: a-bn, op: batch-norm, momentum: 0.9}
              - {name: b, op: conv2d, filters: 4, kernel: 1, inputs: [input]}
              - {name: sum, op: add, inputs: [a-bn, b]}
              - {name: relu, op: relu}
            """);
    GraphBuilder graph = NetworkSpec.graph(Shape.of(8, 8, 3));
    var a = graph.add("a", new Conv2d(4, 3, 3, 1, Padding.all(1)).withoutBias(), graph.input());
    var bn = graph.add("a-bn", new BatchNorm(1e-3, 0.9), a);
    var b = graph.add("b", Conv2d.same(4, 1), graph.input());
    var relu = graph.add("relu", new Relu(), graph.add("sum", new Add(), bn, b));
    assertThat(draft.spec(Shape.of(8, 8, 3), 2)).isEqualTo(graph.build(relu));
  }

  /** JSON is YAML, so that this is the way of a file. */
  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll("graphs") NetworkSpec spec) {
    NetworkDraft draft = read(NetworkJson.write(spec).toString());
    assertThat(draft.spec(spec.input(), 2)).isEqualTo(spec);
    assertThat(FORM.write(draft)).isEqualTo(NetworkJson.write(spec));
  }

  @Property(tries = 200)
  void nodesMayStandInAnyOrder(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    ObjectNode tree = NetworkJson.write(spec);
    List<JsonNode> nodes = new ArrayList<>();
    tree.get("nodes").forEach(nodes::add);
    Collections.shuffle(nodes, new Random(seed));
    tree.putArray("nodes").addAll(nodes);
    NetworkSpec read = NetworkJson.read(tree, "net.json");
    assertThat(read.nodes()).containsExactlyInAnyOrderElementsOf(spec.nodes());
    assertThat(read.output()).isEqualTo(spec.output());
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  /** As deep as a network in a file can be, from its end: no stack overflows. */
  @Test
  void longNetworksAreOrdered() {
    StringBuilder yaml = new StringBuilder("nodes:\n");
    int count = 10_000;
    for (int i = count; i > 0; i--) {
      String before = i == 1 ? "input" : "n" + (i - 1);
      yaml.append("  - {name: n%d, op: relu, inputs: [%s]}\n".formatted(i, before));
    }
    List<Node> nodes = read(yaml.toString()).spec(Shape.of(4), 2).nodes();
    assertThat(nodes).hasSize(count);
    assertThat(nodes.get(0).name()).isEqualTo("n1");
  }

  @Test
  void theInputIsToldOrLeftToTheData() {
    String nodes = "nodes: [{name: a, op: relu}]";
    assertThat(read("input: [8, 9, 3]\n" + nodes).inputShape()).contains(Shape.of(8, 9, 3));
    NetworkDraft without = read(nodes);
    assertThat(without.inputShape()).isEmpty();
    assertThat(without.spec(Shape.of(5), 2).input()).isEqualTo(Shape.of(5));
    assertThatThrownBy(() -> NetworkJson.read(FORM.write(without), "model.safetensors"))
        .isInstanceOf(MistakeException.class)
        .hasMessage(
            "model.safetensors: the document has no key 'input'; expected one with the shape of one sample");
  }

  /** Data may take minutes to come. */
  @Test
  void anInputThatIsNoneIsRefusedBeforeThereIsData() {
    assertThatThrownBy(() -> read("input: [8, 0]\nnodes: [{name: a, op: relu}]"))
        .isInstanceOf(MistakeException.class)
        .hasMessage("net.yaml:1:12: input[1] is '0'; expected a whole number, 1 or more");
  }

  @Test
  void dataTellsTheUnitsThatAreClasses() {
    NetworkDraft draft =
        read(
            """
            input: [4, 4, 1]
            nodes:
              - {name: conv, op: conv2d, filters: classes, kernel: 1}
              - {name: mean, op: global-average-pool}
            """);
    assertThat(draft.spec(Shape.of(4, 4, 1), 7).outputShape()).isEqualTo(Shape.of(7));
    assertThat(FORM.write(draft).at("/nodes/0/filters").asText()).isEqualTo("classes");
    assertThatThrownBy(() -> NetworkJson.read(FORM.write(draft), "model.safetensors"))
        .isInstanceOf(MistakeException.class)
        .hasMessage(
            "model.safetensors: nodes[0] has 'classes' units; expected a number where there is no data");
  }
}
