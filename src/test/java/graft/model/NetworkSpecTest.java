package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chains of nodes and single ops: shapes, counts, and what they refuse. */
class NetworkSpecTest {
  private static final NetworkSpec TEACHER =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv1", Conv2d.same(64, 3))
          .then("pool1", new MaxPool2d(2, 2))
          .then("conv2", Conv2d.same(64, 3))
          .then("pool2", new MaxPool2d(2, 2))
          .then("flatten", new Flatten())
          .then("fc1", new Dense(64))
          .then("fc1-relu", new Relu())
          .then("fc2", new Dense(10))
          .build();

  @Test
  void infersShapesAndCountsAsKerasDoes() {
    assertThat(TEACHER.shapeOf("pool2")).isEqualTo(Shape.of(7, 7, 64));
    assertThat(TEACHER.outputShape()).isEqualTo(Shape.of(10));
    // conv1 640, conv2 36,928, fc1 200,768, fc2 650: the sums of Keras' summary().
    assertThat(TEACHER.parameterCount()).isEqualTo(238_986);
    assertThat(TEACHER.summary()).contains("conv2").contains("36,928").contains("238,986");
  }

  @Test
  void stridesAndPaddingFollowTensorFlow() {
    Shape input = Shape.of(7, 8, 3);
    assertThat(new Conv2d(4, 3, 3, 2, Padding.SAME).outputShape(List.of(input)))
        .isEqualTo(Shape.of(4, 4, 4));
    assertThat(new Conv2d(4, 3, 2, 2, Padding.VALID).outputShape(List.of(input)))
        .isEqualTo(Shape.of(3, 4, 4));
    assertThat(new MaxPool2d(3, 2).outputShape(List.of(input))).isEqualTo(Shape.of(3, 3, 3));
  }

  @Test
  void fansCountTheWindow() {
    Parameter kernel = Conv2d.same(64, 3).parameters(List.of(Shape.of(28, 28, 2))).get(0);
    assertThat(kernel.shape()).isEqualTo(Shape.of(64, 3, 3, 2));
    assertThat(kernel.fanIn()).isEqualTo(18);
    assertThat(kernel.fanOut()).isEqualTo(576);
    Parameter dense = new Dense(5).parameters(List.of(Shape.of(7))).get(0);
    assertThat(dense.fanIn()).isEqualTo(7);
    assertThat(dense.fanOut()).isEqualTo(5);
  }

  @Test
  void refusesOpsThatDoNotFit() {
    assertThatThrownBy(() -> NetworkSpec.chain(Shape.of(4, 4, 1)).then("fc", new Dense(2)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node fc: a Dense got an input of shape [4, 4, 1], expected [in]; put a Flatten before"
                + " it");
    assertThatThrownBy(
            () -> NetworkSpec.chain(Shape.of(2, 9, 1)).then("p", new MaxPool2d(3, 2)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node p: a window of 3 x 3 does not fit into [2, 9, 1] with a border of 0 above, 0 below,"
                + " 0 left, 0 right");
    assertThatThrownBy(() -> new Conv2d(0, 3, 3, 1, Padding.SAME))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Conv2d: filters is 0, expected a positive number");
    assertThatThrownBy(() -> TEACHER.node("conv9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no node is named 'conv9'; there are [conv1, pool1");
    assertThatThrownBy(() -> TEACHER.shapeOf("conv9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no node is named 'conv9'");
    assertThatThrownBy(() -> TEACHER.consumersOf("conv9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no node is named 'conv9'");
  }

  @Test
  void refusesNamesThatAreNotANodesOwn() {
    for (String name : List.of("a", NetworkSpec.INPUT, " ")) {
      assertThatThrownBy(
              () ->
                  NetworkSpec.chain(Shape.of(4))
                      .then("a", new Relu())
                      .then(name, new Relu())
                      .build())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "node name '%s' is blank or used twice, expected a name of its own".formatted(name));
    }
  }

  @Test
  void refusesAnEmptyNetwork() {
    assertThatThrownBy(() -> NetworkSpec.chain(Shape.of(4)).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a network needs at least one node");
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4));
    assertThatThrownBy(() -> graph.build(graph.input()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a network needs at least one node");
  }

  @Test
  void isAValue() {
    NetworkSpec twin = TestNetworks.smallTeacher(2, 3, 4);
    assertThat(twin).isEqualTo(TestNetworks.smallTeacher(2, 3, 4));
    assertThat(twin).hasSameHashCodeAs(TestNetworks.smallTeacher(2, 3, 4));
    assertThat(twin).isNotEqualTo(TestNetworks.smallTeacher(2, 3, 5));
    assertThat(NetworkSpec.chain(Shape.of(4)).then("fc", new Dense(2)).build())
        .hasToString(
            "NetworkSpec[4][Node[name=fc, op=Dense[units=2], inputs=[input], frozen=false]]");
  }
}
