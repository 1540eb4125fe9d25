package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.ChannelFlow;
import graft.model.Concat;
import graft.model.Dense;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.SmallGraphs;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Widening refuses where no copies of units whatever would do, and nowhere else. */
class WideningRefusalTest {
  /** How many channels the named node is to have more, and others may have. */
  private static final int MORE = 2;

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return SmallGraphs.of(7, 2);
  }

  @Property(tries = 200)
  void refusesExactlyWhereNoCopiesDo(@ForAll("graphs") NetworkSpec spec) {
    for (Node node : spec.nodes()) {
      if (spec.flowOf(node) instanceof ChannelFlow.Spreads) {
        continue; // refused by its kind, for the node that it reads
      }
      for (int more = 1; more <= MORE; more++) {
        int width = spec.shapeOf(node.name()).last();
        ChannelSearch search = new ChannelSearch(spec, node.name(), width + more, MORE);
        boolean accepted = accepts(spec, node.name(), width + more);
        if (search.isSmall() && !(accepted && addsMore(spec, node.name(), width + more))) {
          Statistics.label("accepted").collect(accepted);
          assertThat(accepted)
              .as("%s of %s to %d", node.name(), spec, width + more)
              .isEqualTo(search.finds());
        }
      }
    }
  }

  private static boolean accepts(NetworkSpec spec, String node, int newWidth) {
    try {
      new WiderGroup(spec, node).last(newWidth);
      return true;
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageContaining(node).hasMessageContaining("; expected ");
      return false;
    }
  }

  /** Whether some node gets more units than the search tries. */
  private static boolean addsMore(NetworkSpec spec, String node, int newWidth) {
    WiderGroup group = new WiderGroup(spec, node);
    Map<String, FeatureMap> features = group.features(group.last(newWidth), true);
    return spec.nodes().stream()
        .filter(it -> spec.flowOf(it) instanceof ChannelFlow.Makes)
        .map(it -> features.get(it.name()))
        .anyMatch(map -> map.length() > map.teacherLength() + MORE);
  }

  /** Where a node holds inputs too, its other channels get the copies. */
  @Example
  void widensWhatStandsBesideTheInputs() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(2));
    Source a = graph.add("a", new Dense(1), graph.input());
    Source cat = graph.add("cat", new Concat(), graph.input(), a);
    Source b = graph.add("b", new Dense(3), graph.input());
    Source sum = graph.add("sum", new Add(), cat, b);
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), sum));
    Model teacher = TestNetworks.model(spec, 1);
    for (String node : new String[] {"cat", "b", "sum"}) {
      Widening widening =
          Widen.net2wider(teacher, node, 5, SymmetryBreaking.NONE, new Philox(0, 0));
      assertThat(widening.map().copied()).as(node).containsExactly(2, 2);
      assertThat(widening.model().spec().node("a").op()).isEqualTo(new Dense(3));
      assertThat(widening.model().spec().node("b").op()).isEqualTo(new Dense(5));
    }
    assertThatThrownBy(
            () ->
                Widen.net2wider(
                    teacher, "b", ReplicaMap.of(3, 0), SymmetryBreaking.NONE, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node b: unit 0 is among the network's inputs or outputs, or summed with one, but gets 1 copies; expected none");
  }

  /** Two and three channels at a time make four, seven and all from there, whatever is drawn. */
  @Example
  void drawsOnlyWhatAddsUp() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(2));
    Source a = graph.add("a", new Dense(1), graph.input());
    Source b = graph.add("b", new Dense(1), graph.input());
    Source cat = graph.add("cat", new Concat(), a, a, b, b, b);
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), cat));
    for (int seed = 0; seed < 20; seed++) {
      for (int more : new int[] {2, 3, 4, 5, 6, 7}) {
        WiderGroup group = new WiderGroup(spec, "cat");
        assertThat(group.draw(5 + more, new Philox(seed, 0)).studentWidth()).isEqualTo(5 + more);
      }
    }
    assertThatThrownBy(() -> new WiderGroup(spec, "cat").draw(6, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node cat has 5 units and cannot be widened to 6, since units that it holds several times get several copies; expected 7");
  }
}
