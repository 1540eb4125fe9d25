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
    assertThat(widening.group().consumers()).containsExactly("one", "two");
  }

  @Test
  void drawsConsumerAfterConsumerInTheNetworksOrder() {
    Source fc = graph.add("fc", new Dense(1), graph.input());
    Source one = graph.add("one", new Dense(2), fc);
    Source two = graph.add("two", new Dense(2), fc);
    Model teacher = TestNetworks.model(graph.build(graph.add("sum", new Add(), two, one)), 1);

    Philox twin = new Philox(5, 6);
    Model student = Widen.randomPad(teacher, "fc", 2, new Philox(5, 6)).model();

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

  /** A residual block: what is summed copies the same channels, who reads the sum divides. */
  @Test
  void oneMapServesAllThatAreSummed() {
    Source shortcut = graph.add("shortcut", new Dense(2), graph.input());
    Source deep = graph.add("deep", new Dense(2), shortcut);
    Source sum = graph.add("sum", new Add(), deep, shortcut);
    Model teacher = TestNetworks.model(graph.build(graph.add("logits", new Dense(1), sum)), 1);
    Model student =
        Widen.net2wider(
                teacher, "sum", ReplicaMap.of(2, 1), SymmetryBreaking.NONE, new Philox(0, 0))
            .model();

    float[] old = data(teacher, "deep/kernel"); // [in, units]
    assertThat(data(student, "deep/kernel"))
        .containsExactly(
            old[0],
            old[1],
            old[1],
            old[2] / 2,
            old[3] / 2,
            old[3] / 2,
            old[2] / 2,
            old[3] / 2,
            old[3] / 2);
    float[] logits = data(teacher, "logits/kernel");
    assertThat(data(student, "logits/kernel"))
        .containsExactly(logits[0], logits[1] / 2, logits[1] / 2);
    assertThat(student.spec().node("shortcut").op()).isEqualTo(new Dense(3));
  }

  /** Each place where channels stand has its own copies. */
  @Test
  void findsAChannelsPlacesInAConcatenation() {
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(1), graph.input());
    Source cat = graph.add("cat", new Concat(), a, b, a);
    Model teacher = TestNetworks.model(graph.build(graph.add("logits", new Dense(1), cat)), 1);
    Model student =
        Widen.net2wider(teacher, "a", ReplicaMap.of(2, 0), SymmetryBreaking.NONE, new Philox(0, 0))
            .model();
    float[] old = data(teacher, "logits/kernel");
    assertThat(data(student, "logits/kernel"))
        .containsExactly(old[0] / 2, old[1], old[0] / 2, old[2], old[3] / 2, old[4], old[3] / 2);
  }

  /** Summed with a concatenation, a node's units belong to several groups: copies stand beside. */
  @Test
  void widensAPartOfWhatIsSummed() {
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(1), graph.input());
    Source both = graph.add("both", new Dense(3), graph.input());
    Source sum = graph.add("sum", new Add(), graph.add("cat", new Concat(), a, b), both);
    Model teacher = TestNetworks.model(graph.build(graph.add("logits", new Dense(1), sum)), 1);
    Model student =
        Widen.net2wider(teacher, "a", ReplicaMap.of(2, 0), SymmetryBreaking.NONE, new Philox(0, 0))
            .model();
    float[] old = data(teacher, "both/bias");
    assertThat(data(student, "both/bias")).containsExactly(old[0], old[0], old[1], old[2]);
    float[] logits = data(teacher, "logits/kernel");
    assertThat(data(student, "logits/kernel"))
        .containsExactly(logits[0] / 2, logits[0] / 2, logits[1], logits[2]);
    assertThat(student.spec().node("b").op()).isEqualTo(new Dense(1));
  }

  @Test
  void refusesWhatTheInputsOrOutputsHold() {
    Source a = graph.add("a", new Dense(3), graph.input());
    Source sum = graph.add("sum", new Add(), graph.add("relu", new Relu(), a), graph.input());
    Source c = graph.add("c", new Dense(2), sum);
    Source d = graph.add("d", new Dense(2), graph.input());
    Source e = graph.add("e", new Dense(3), c);
    Source twice = graph.add("twice", new Concat(), e, e);
    Source f = graph.add("f", new Dense(6), graph.input());
    Source ef = graph.add("ef", new Dense(2), graph.add("e-f", new Add(), twice, f));
    NetworkSpec spec = graph.build(graph.add("logits", new Add(), c, d, ef));

    String inputs = " are summed, in Add 'sum', with the network's inputs, whose number is fixed";
    refuses(spec, "a", 9, "the channels of node a" + inputs);
    refuses(spec, "sum", 9, "the channels of node sum" + inputs);
    refuses(spec, "d", 9, "node d gives the network's outputs and cannot be widened");
    refuses(spec, "logits", 9, "node logits gives the network's outputs and cannot be widened");
    refuses(spec, "e", 3, "node e has 3 units and cannot be widened to 3; expected more than 3");
    refuses(
        spec,
        "f",
        9,
        "node f has 6 units and cannot be widened to 9, since units that it holds several times get several copies; expected 10");
    Model teacher = TestNetworks.model(spec, 1);
    assertThat(
            Widen.net2wider(teacher, "f", 10, SymmetryBreaking.NONE, new Philox(0, 0))
                .model()
                .spec()
                .node("e")
                .op())
        .isEqualTo(new Dense(5));
    assertThatThrownBy(
            () ->
                Widen.net2wider(
                    teacher, "f", ReplicaMap.of(6, 0, 0), SymmetryBreaking.NONE, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "node f: unit 0 is summed with others that get 0 copies, but gets 2 itself; expected as many");
  }

  @Test
  void refusesWhatWasFlattened() {
    NetworkSpec spec = TestNetworks.smallTeacher(2, 3, 4);
    refuses(
        spec,
        "flatten",
        9,
        "node flatten (Flatten) has each channel several times; expected the node that it reads");
  }

  private static void refuses(NetworkSpec spec, String node, int width, String message) {
    Model teacher = TestNetworks.model(spec, 1);
    assertThatThrownBy(
            () -> Widen.net2wider(teacher, node, width, SymmetryBreaking.NONE, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
    assertThatThrownBy(() -> Widen.randomPad(teacher, node, width, new Philox(0, 0)).model())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static float[] data(Model model, String parameter) {
    return model.weights().get(parameter).toArray();
  }
}
