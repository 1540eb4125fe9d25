package graft.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.Concat;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

/** Where the features of an image lie that was flattened with its channels first. */
class FlattenedOrderTest {
  /** Of 1 x 3 pixels with channels a and b: a0 b0 a1 b1 a2 b2 here, a0 a1 a2 b0 b1 b2 there. */
  private final GraphBuilder graph = NetworkSpec.graph(Shape.of(1, 3, 2));

  private final Source flat = graph.add("flat", new Flatten(), graph.input());
  private final Source relu = graph.add("relu", new Relu(), flat);

  private FlattenedOrder behind(Source features) {
    return new FlattenedOrder(graph.build(graph.add("logits", new Dense(2), features)));
  }

  @Test
  void aFlattenedImageHasItsChannelsFirst() {
    FlattenedOrder order = behind(relu);
    assertThat(order.of("flat")).containsExactly(0, 2, 4, 1, 3, 5);
    assertThat(order.of("relu")).as("value by value").containsExactly(0, 2, 4, 1, 3, 5);
    assertThat(order.of("logits")).containsExactly(0, 1);
    assertThatThrownBy(() -> order.of("input"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node input gives images, expected features");
  }

  @Test
  void whatIsPutTogetherLiesOneBehindTheOther() {
    Source dense = graph.add("dense", new Dense(3), relu);
    FlattenedOrder order = behind(graph.add("all", new Concat(), dense, flat));
    assertThat(order.of("all")).containsExactly(0, 1, 2, 3, 5, 7, 4, 6, 8);
  }

  @Test
  void featuresInOneOrderCanBeAdded() {
    FlattenedOrder order = behind(graph.add("sum", new Add(), flat, relu));
    assertThat(order.of("sum")).containsExactly(0, 2, 4, 1, 3, 5);
  }

  @Test
  void featuresInDifferentOrdersCannot() {
    Source dense = graph.add("dense", new Dense(6), relu);
    Source sum = graph.add("sum", new Add(), relu, dense);
    assertThatThrownBy(() -> behind(sum))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node sum adds features that lie in different orders with channels first; expected a dense node in front of one");
  }

  @Test
  void logitsInAnotherOrderAreRefused() {
    assertThatThrownBy(() -> new FlattenedOrder(graph.build(relu)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("node relu gives features of an image as logits");
  }

  /** A flattened one among them. */
  @Test
  void aNetworkOfFeaturesKeepsTheirOrder() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(3))
            .then("relu", new Relu())
            .then("flatten", new Flatten())
            .then("logits", new Dense(2))
            .build();
    FlattenedOrder order = new FlattenedOrder(spec);
    assertThat(order.of("input")).containsExactly(0, 1, 2);
    assertThat(order.of("flatten")).containsExactly(0, 1, 2);
  }
}
