package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.BatchNorm;
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
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelGroupsTest {
  @Test
  void eachNodeWithUnitsOpensAGroupInAChain() {
    ChannelGroups groups = new ChannelGroups(TestNetworks.smallTeacher(4, 3, 6));

    assertThat(groups.of("conv1")).isEqualTo(group(4, List.of("conv1"), List.of("conv2")));
    assertThat(groups.of("conv2")).isEqualTo(group(3, List.of("conv2"), List.of("fc1")));
    // 2 rows and 1 column of pixels are left behind the second pooling.
    assertThat(groups.of("flatten")).isEqualTo(group(6, List.of("conv2"), List.of("fc1")));
    assertThat(groups.of("fc1")).isEqualTo(groups.of("fc1-relu"));
    assertThat(groups.of("fc2"))
        .isEqualTo(new ChannelGroup(5, List.of("fc2"), List.of(), List.of(), false, true));
    assertThat(groups.of(NetworkSpec.INPUT))
        .isEqualTo(new ChannelGroup(1, List.of(), List.of(), List.of("conv1"), true, false));
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
    Source norm = graph.add("norm", new BatchNorm(), sum1);
    Source c = graph.add("c", Conv2d.same(5, 3), norm);
    Source sum2 = graph.add("sum2", new Add(), sum1, c);
    Source pool = graph.add("pool", new MaxPool2d(2, 2), sum2);
    Source flat = graph.add("flatten", new Flatten(), pool);
    ChannelGroups groups = new ChannelGroups(graph.build(graph.add("logits", new Dense(2), flat)));

    ChannelGroup trunk =
        new ChannelGroup(
            5,
            List.of("shortcut", "b", "c"),
            List.of("norm"),
            List.of("c", "logits"),
            false,
            false);
    for (String name : List.of("shortcut", "b", "sum1", "norm", "c", "sum2", "pool")) {
      assertThat(groups.of(name)).as(name).isEqualTo(trunk);
    }
    assertThat(trunk.text())
        .isEqualTo("5 channels, made by shortcut, b, c, passed on by norm, read by c, logits");
    assertThat(groups.of("a")).isEqualTo(group(2, List.of("a"), List.of("b")));
  }

  @Test
  void aSumWithTheInputFixesItsGroup() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source fc = graph.add("fc", new Dense(3), graph.input());
    ChannelGroups groups =
        new ChannelGroups(graph.build(graph.add("sum", new Add(), graph.input(), fc)));
    assertThat(groups.of("fc"))
        .isEqualTo(new ChannelGroup(3, List.of("fc"), List.of(), List.of("fc"), true, true));
  }

  @Test
  void concatenationsKeepTheirGroupsApart() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(4), graph.input());
    Source cat = graph.add("cat", new Concat(), b, a, b);
    ChannelGroups groups = new ChannelGroups(graph.build(graph.add("logits", new Dense(2), cat)));

    assertThat(groups.of("a")).isEqualTo(group(2, List.of("a"), List.of("logits")));
    assertThat(groups.of("b")).isEqualTo(group(4, List.of("b"), List.of("logits")));
    assertThat(groups.of("cat")).isEqualTo(group(10, List.of("a", "b"), List.of("logits")));
  }

  @Test
  void sumsOfConcatenationsUniteThemChannelByChannel() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(4), graph.input());
    Source c = graph.add("c", new Dense(2), graph.input());
    Source d = graph.add("d", new Dense(4), graph.input());
    Source both = graph.add("both", new Dense(6), graph.input());
    Source left = graph.add("left", new Concat(), a, b);
    Source right = graph.add("right", new Concat(), c, d);
    ChannelGroups groups =
        new ChannelGroups(graph.build(graph.add("sum", new Add(), left, right, both)));
    assertThat(groups.of("a").makers()).containsExactly("a", "c", "both");
    assertThat(groups.of("d").makers()).containsExactly("b", "d", "both");
    assertThat(groups.of("both").makers()).containsExactly("a", "b", "c", "d", "both");
  }

  private static ChannelGroup group(int channels, List<String> makers, List<String> consumers) {
    return new ChannelGroup(channels, makers, List.of(), consumers, false, false);
  }
}
