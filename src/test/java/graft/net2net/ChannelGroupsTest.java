package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.MaxPool2d;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.net2net.ChannelGroup.Consumer;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelGroupsTest {
  @Test
  void eachNodeWithUnitsOpensAGroupInAChain() {
    ChannelGroups groups = new ChannelGroups(TestNetworks.smallTeacher(4, 3, 6));

    assertThat(groups.of("conv1"))
        .containsExactly(group(List.of("conv1"), List.of(new Consumer("conv2", 1))));
    // 2 rows and 1 column of pixels are left behind the second pooling.
    assertThat(groups.of("conv2"))
        .containsExactly(group(List.of("conv2"), List.of(new Consumer("fc1", 2))))
        .isEqualTo(groups.of("flatten"));
    assertThat(groups.of("fc1")).isEqualTo(groups.of("fc1-relu"));
    assertThat(groups.of("fc2"))
        .containsExactly(new ChannelGroup(List.of("fc2"), List.of(), List.of(), false, true));
    assertThat(groups.of(NetworkSpec.INPUT))
        .containsExactly(
            new ChannelGroup(List.of(), List.of(), List.of(new Consumer("conv1", 1)), true, false));
    assertThatThrownBy(() -> groups.of("conv9"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no node is named 'conv9'");
  }

  /** Two residual blocks, the first with a projection; the second ends in its own branch. */
  @Test
  void sumsUniteTheirOperands() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4, 4, 3));
    Source shortcut = graph.add("shortcut", Conv2d.same(5, 1), graph.input());
    Source a = graph.add("a", Conv2d.same(2, 3), graph.input());
    Source b = graph.add("b", Conv2d.same(5, 3), graph.add("a-relu", new Relu(), a));
    Source sum1 = graph.add("sum1", new Add(), b, shortcut);
    Source c = graph.add("c", Conv2d.same(5, 3), sum1);
    Source sum2 = graph.add("sum2", new Add(), sum1, c);
    Source pool = graph.add("pool", new MaxPool2d(2, 2), sum2);
    Source flat = graph.add("flatten", new Flatten(), pool);
    ChannelGroups groups = new ChannelGroups(graph.build(graph.add("logits", new Dense(2), flat)));

    ChannelGroup trunk =
        group(
            List.of("shortcut", "b", "c"),
            List.of(new Consumer("c", 1), new Consumer("logits", 4)));
    for (String name : List.of("shortcut", "b", "sum1", "c", "sum2", "pool", "flatten")) {
      assertThat(groups.of(name)).as(name).containsExactly(trunk);
    }
    assertThat(groups.of("a")).containsExactly(group(List.of("a"), List.of(new Consumer("b", 1))));
  }

  @Test
  void aSumWithTheInputFixesItsGroup() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source fc = graph.add("fc", new Dense(3), graph.input());
    ChannelGroups groups =
        new ChannelGroups(graph.build(graph.add("sum", new Add(), graph.input(), fc)));
    assertThat(groups.of("fc"))
        .containsExactly(
            new ChannelGroup(List.of("fc"), List.of(), List.of(new Consumer("fc", 1)), true, true));
  }

  @Test
  void concatenationsListTheirGroupsInOrder() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(4), graph.input());
    Source cat = graph.add("cat", new Concat(), b, a, b);
    ChannelGroups groups = new ChannelGroups(graph.build(graph.add("logits", new Dense(2), cat)));

    ChannelGroup ofA = group(List.of("a"), List.of(new Consumer("logits", 1)));
    // Its channels stand there twice.
    ChannelGroup ofB =
        group(List.of("b"), List.of(new Consumer("logits", 1), new Consumer("logits", 1)));
    assertThat(groups.of("cat")).containsExactly(ofB, ofA, ofB);
    assertThat(groups.of("a")).containsExactly(ofA);
  }

  @Test
  void sumsOfConcatenationsUniteThemPartByPart() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(4), graph.input());
    Source c = graph.add("c", new Dense(2), graph.input());
    Source d = graph.add("d", new Dense(4), graph.input());
    Source left = graph.add("left", new Concat(), a, b);
    Source right = graph.add("right", new Concat(), c, d);
    ChannelGroups groups = new ChannelGroups(graph.build(graph.add("sum", new Add(), left, right)));
    assertThat(groups.of("sum"))
        .extracting(ChannelGroup::makers)
        .containsExactly(List.of("a", "c"), List.of("b", "d"));
  }

  @Test
  void partsThatOverlapAreOneGroup() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(4), graph.input());
    Source both = graph.add("both", new Dense(6), graph.input());
    Source cat = graph.add("cat", new Concat(), a, b);
    ChannelGroups groups = new ChannelGroups(graph.build(graph.add("sum", new Add(), cat, both)));
    for (String name : List.of("a", "b", "both")) {
      assertThat(groups.of(name))
          .extracting(ChannelGroup::makers)
          .containsExactly(List.of("a", "b", "both"));
    }
  }

  private static ChannelGroup group(List<String> makers, List<Consumer> consumers) {
    return new ChannelGroup(makers, List.of(), consumers, false, false);
  }
}
