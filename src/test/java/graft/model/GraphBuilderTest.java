package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.GraphBuilder.Source;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Networks that are no chains: what they are, and what they refuse. */
class GraphBuilderTest {
  private final GraphBuilder graph = NetworkSpec.graph(Shape.of(4, 4, 3));

  @Test
  void knowsWhoReadsWhat() {
    Source conv = graph.add("conv", Conv2d.same(3, 3), graph.input());
    Source relu = graph.add("relu", new Relu(), conv);
    Source sum = graph.add("sum", new Add(), relu, conv, graph.input());
    NetworkSpec spec = graph.build(graph.add("cat", new Concat(), sum, relu));

    assertThat(spec.nodes()).extracting(Node::name).containsExactly("conv", "relu", "sum", "cat");
    assertThat(spec.consumersOf("conv")).extracting(Node::name).containsExactly("relu", "sum");
    assertThat(spec.consumersOf(NetworkSpec.INPUT))
        .extracting(Node::name)
        .containsExactly("conv", "sum");
    assertThat(spec.consumersOf("cat")).isEmpty();
    assertThat(spec.output().inputs()).containsExactly("sum", "relu");
    assertThat(spec.shapeOf("sum")).isEqualTo(Shape.of(4, 4, 3));
    assertThat(spec.outputShape()).isEqualTo(Shape.of(4, 4, 6));
    assertThat(spec.inputShapesOf(spec.output()))
        .containsExactly(Shape.of(4, 4, 3), Shape.of(4, 4, 3));
    assertThat(spec.summary()).contains("relu, conv, input").contains("sum, relu");
  }

  @Test
  void takesTheInputStraightIntoASum() {
    NetworkSpec spec = graph.build(graph.add("sum", new Add(), graph.input(), graph.input()));
    assertThat(spec.outputShape()).isEqualTo(Shape.of(4, 4, 3));
    assertThat(spec.consumersOf(NetworkSpec.INPUT)).containsExactly(spec.output());
    assertThat(spec.parameters()).isEmpty();
  }

  @Test
  void countsANodeThatIsReadTwiceAsOneConsumerWithTwoInputs() {
    Source conv = graph.add("conv", Conv2d.same(2, 1), graph.input());
    Source sum = graph.add("sum", new Add(), conv, conv);
    NetworkSpec spec = graph.build(graph.add("cat", new Concat(), sum, sum, sum));
    assertThat(spec.node("sum").inputs()).containsExactly("conv", "conv");
    assertThat(spec.consumersOf("conv")).containsExactly(spec.node("sum"));
    assertThat(spec.consumersOf("sum")).containsExactly(spec.node("cat"));
    assertThat(spec.outputShape()).isEqualTo(Shape.of(4, 4, 6));
  }

  @Test
  void refusesNodesOfAnotherGraph() {
    Source own = graph.add("own", new Relu(), graph.input());
    Source strange = NetworkSpec.graph(Shape.of(4, 4, 3)).input();
    assertThatThrownBy(() -> graph.add("sum", new Add(), own, strange))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node sum reads 'input' of another network; expected one of this network");
    assertThatThrownBy(() -> graph.build(strange))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the output is 'input' of another network; expected one of this network");
  }

  @Test
  void refusesDeadBranches() {
    Source conv = graph.add("conv", Conv2d.same(2, 3), graph.input());
    graph.add("dead", new Relu(), conv);
    graph.add("dead-too", new MaxPool2d(2, 2), conv);
    Source output = graph.add("output", new Relu(), conv);
    assertThatThrownBy(() -> graph.build(output))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no node reads [dead, dead-too], and the output is output; expected every node to lead"
                + " to the output");
  }

  @Test
  void refusesAnOutputThatOthersRead() {
    Source conv = graph.add("conv", Conv2d.same(2, 3), graph.input());
    graph.add("relu", new Relu(), conv);
    assertThatThrownBy(() -> graph.build(conv))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the output is 'conv', but 'relu' was added after it; expected every node to lead to"
                + " the output");
  }

  @Test
  void refusesToReadWhatComesLaterOrNever() {
    Shape shape = Shape.of(4);
    Node first = new Node("first", new Relu(), List.of("second"));
    Node second = new Node("second", new Relu(), List.of(NetworkSpec.INPUT));
    assertThatThrownBy(() -> new NetworkSpec(shape, List.of(first, second)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node first reads 'second', expected the input or a node before it: [input]");
    Node itself = new Node("loop", new Add(), List.of("loop", NetworkSpec.INPUT));
    assertThatThrownBy(() -> new NetworkSpec(shape, List.of(second, itself)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node loop reads 'loop', expected the input or a node before it: [input, second]");
    assertThatThrownBy(
            () -> new NetworkSpec(shape, List.of(new Node("none", new Add(), List.of()))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node none reads nothing, expected an input");
  }

  @Test
  void refusesInputsThatDoNotGoTogether() {
    refuses(
        new Node("x", new Add(), List.of("input", "wide")),
        "node x: an Add got inputs of shapes [[4, 4, 3], [4, 4, 5]], expected all alike");
    refuses(
        new Node("x", new Concat(), List.of("input", "small")),
        "node x: a Concat got inputs of shapes [[4, 4, 3], [2, 2, 3]], expected all alike but for"
            + " the channels");
    refuses(
        new Node("x", new Concat(), List.of("wide")),
        "node x: Concat takes two inputs or more, found 1: [[4, 4, 5]]");
    refuses(
        new Node("x", new Relu(), List.of("wide", "input")),
        "node x: Relu takes one input, found 2: [[4, 4, 5], [4, 4, 3]]");
  }

  private static void refuses(Node node, String message) {
    Node wide = new Node("wide", Conv2d.same(5, 3), List.of("input"));
    Node small = new Node("small", new MaxPool2d(2, 2), List.of("input"));
    assertThatThrownBy(() -> new NetworkSpec(Shape.of(4, 4, 3), List.of(wide, small, node)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
