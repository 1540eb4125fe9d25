package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.Concat;
import graft.model.Dense;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Widening where networks branch. */
class GraphWidenTest {
  private final GraphBuilder graph = NetworkSpec.graph(Shape.of(3));

  @Test
  void oneMapServesAllConsumers() {
    Source fc = graph.add("fc", new Dense(2), graph.input());
    Source one = graph.add("one", new Dense(1), fc);
    Source relu = graph.add("relu", new Relu(), fc);
    Source two = graph.add("two", new Dense(1), relu);
    NetworkSpec spec = graph.build(graph.add("sum", new Add(), one, two));
    Model teacher =
        Model.of(
            spec,
            Map.of(
                "fc/kernel", HostTensor.of(Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}),
                "fc/bias", HostTensor.of(Shape.of(2), new float[] {7, 8}),
                "one/kernel", HostTensor.of(Shape.of(2, 1), new float[] {10, 20}),
                "one/bias", HostTensor.of(Shape.of(1), new float[] {0}),
                "two/kernel", HostTensor.of(Shape.of(2, 1), new float[] {30, 40}),
                "two/bias", HostTensor.of(Shape.of(1), new float[] {0})));

    Widening widening =
        Widen.net2wider(
            teacher, "fc", ReplicaMap.of(2, 1), SymmetryBreaking.NONE, new Philox(0, 0));

    Model student = widening.model();
    assertThat(data(student, "fc/kernel")).containsExactly(1, 2, 2, 3, 4, 4, 5, 6, 6);
    assertThat(data(student, "fc/bias")).containsExactly(7, 8, 8);
    assertThat(data(student, "one/kernel")).containsExactly(10, 10, 10);
    assertThat(data(student, "two/kernel")).containsExactly(30, 20, 20);
    assertThat(widening.group().consumers())
        .containsExactly(new ChannelGroup.Consumer("one", 1), new ChannelGroup.Consumer("two", 1));
  }

  @Test
  void drawsConsumerAfterConsumerInTheNetworksOrder() {
    Source fc = graph.add("fc", new Dense(1), graph.input());
    Source one = graph.add("one", new Dense(2), fc);
    Source two = graph.add("two", new Dense(2), fc);
    Model teacher = TestNetworks.model(graph.build(graph.add("sum", new Add(), two, one)), 1);

    Philox twin = new Philox(5, 6);
    Model student = Widen.randomPad(teacher, "fc", 2, new Philox(5, 6));

    float[] fcKernel = data(student, "fc/kernel"); // [3, 2], a new entry in each row
    for (int row = 0; row < 3; row++) {
      assertThat(fcKernel[2 * row + 1]).isEqualTo((float) (0.1 * twin.nextGaussian()));
    }
    for (String consumer : List.of("one/kernel", "two/kernel")) { // [2, 2], a new row
      for (int unit = 0; unit < 2; unit++) {
        assertThat(data(student, consumer)[2 + unit])
            .isEqualTo((float) (0.1 * twin.nextGaussian()));
      }
    }
  }

  @Test
  void refusesSums() {
    Source a = graph.add("a", new Dense(3), graph.input());
    Source relu = graph.add("a-relu", new Relu(), a);
    Source b = graph.add("b", new Dense(3), graph.input());
    Source sum = graph.add("sum", new Add(), relu, b);
    Source c = graph.add("c", new Dense(3), sum);
    Source twice = graph.add("twice", new Add(), c, c);
    Source d = graph.add("d", new Dense(3), twice);
    Source more = graph.add("more", new Add(), d, sum, graph.input());
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), more));

    refuses(spec, "a", "node a is summed with b in Add 'sum': widening through an Add is not");
    refuses(spec, "b", "node b is summed with a in Add 'sum': widening through an Add is not");
    refuses(spec, "c", "node c is summed with itself in Add 'twice': widening through an Add");
    refuses(spec, "d", "node d is summed with sum, input in Add 'more': widening through an Add");
    refuses(spec, "logits", "node logits gives the network's outputs and cannot be widened");
    refuses(spec, "sum", "node sum (Add) has no units of its own to widen");
  }

  @Test
  void refusesConcatenations() {
    Source a = graph.add("a", new Dense(3), graph.input());
    Source cat = graph.add("cat", new Concat(), graph.input(), a);
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), cat));

    refuses(
        spec,
        "a",
        "node a is stacked with input in Concat 'cat': widening through a Concat is not possible"
            + " yet; expected a node that no Add or Concat reads");
  }

  private static void refuses(NetworkSpec spec, String node, String message) {
    Model teacher = TestNetworks.model(spec, 1);
    assertThatThrownBy(
            () -> Widen.net2wider(teacher, node, 9, SymmetryBreaking.NONE, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> Widen.randomPad(teacher, node, 9, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static float[] data(Model model, String parameter) {
    return model.weights().get(parameter).toArray();
  }
}
