package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Parameter;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Units that are new instead of copies, number by number. */
class NewUnitsTest {
  private static final int FILTER = 3 * 3 * 2; // R S C

  private static NetworkSpec spec(int filters) {
    return NetworkSpec.chain(Shape.of(4, 3, 2))
        .then("conv", Conv2d.same(filters, 3))
        .then("norm", new BatchNorm())
        .then("relu", new Relu())
        .then("out", Conv2d.same(2, 1))
        .build();
  }

  private static final Model TEACHER = TestNetworks.model(spec(3), 1);

  private static HostTensor drawn(String node, Init init, Philox random) {
    NetworkSpec student = spec(5);
    Parameter kernel = student.parametersOf(student.node(node)).get(0).parameter();
    return init.draw(kernel, random);
  }

  private static float[] data(Model model, String parameter) {
    return model.weights().get(parameter).toArray();
  }

  /** The teacher's filters, then the last two of what an untrained layer of five would have. */
  private static void checkIncoming(Model student, Philox twin) {
    float[] kernel = data(student, "conv/kernel"); // [5, R, S, C]
    float[] old = data(TEACHER, "conv/kernel");
    HostTensor fresh = drawn("conv", Init.HE, twin);
    for (int i = 0; i < kernel.length; i++) {
      assertThat(kernel[i]).isEqualTo(i < 3 * FILTER ? old[i] : fresh.get(i));
    }
    assertThat(data(student, "conv/bias")).endsWith(0, 0);
    assertThat(data(student, "norm/gamma")).endsWith(1, 1);
    assertThat(data(student, "norm/beta")).endsWith(0, 0);
    assertThat(data(student, "norm/mean")).endsWith(0, 0);
    assertThat(data(student, "norm/variance")).endsWith(1, 1);
    assertThat(data(student, "norm/gamma")).startsWith(data(TEACHER, "norm/gamma"));
  }

  @Test
  void newUnitsAreDrawnAndReadWithZeros() {
    Grown grown = Widen.newUnits(TEACHER, "conv", 5, Init.HE, new Philox(5, 6));
    checkIncoming(grown.model(), new Philox(5, 6));
    float[] old = data(TEACHER, "out/kernel"); // [2, 1, 1, 3]
    assertThat(data(grown.model(), "out/kernel"))
        .containsExactly(old[0], old[1], old[2], 0, 0, old[3], old[4], old[5], 0, 0);
    assertThat(grown.unmeasured()).isEqualTo(Map.of("norm", List.of(3, 4)));
    assertThat(grown.preserves()).isEqualTo(Preserves.EVERYWHERE);
    assertThat(grown.notFollowable()).contains("new units have no units of the teacher to follow");
  }

  @Test
  void randomUnitsAreDrawnAndReadAsUntrainedOnesAre() {
    Grown grown = Widen.randomInit(TEACHER, "conv", 5, Init.HE, new Philox(5, 6));
    Philox twin = new Philox(5, 6);
    checkIncoming(grown.model(), twin);
    float[] old = data(TEACHER, "out/kernel");
    HostTensor fresh = drawn("out", Init.HE, twin);
    float[] kernel = data(grown.model(), "out/kernel"); // [2, 1, 1, 5]
    for (int i = 0; i < kernel.length; i++) {
      assertThat(kernel[i]).isEqualTo(i % 5 < 3 ? old[i / 5 * 3 + i % 5] : fresh.get(i));
    }
    assertThat(grown.unmeasured()).isEqualTo(Map.of("norm", List.of(3, 4)));
    assertThat(grown.preserves()).isEqualTo(Preserves.NOWHERE);
  }

  /** A concatenation's new units are the last one's, behind it. */
  @Test
  void whatSeveralNodesMakeGrowsAtItsEnd() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source a = graph.add("a", new Dense(2), graph.input());
    Source b = graph.add("b", new Dense(1), graph.input());
    Source cat = graph.add("cat", new Concat(), b, a);
    Model teacher = TestNetworks.model(graph.build(graph.add("out", new Dense(1), cat)), 1);
    Model student = Widen.newUnits(teacher, "cat", 5, Init.HE, new Philox(5, 6)).model();
    assertThat(student.spec().node("a").op()).isEqualTo(new Dense(4));
    assertThat(student.spec().node("b").op()).isEqualTo(new Dense(1));
    float[] old = data(teacher, "out/kernel");
    assertThat(data(student, "out/kernel")).containsExactly(old[0], old[1], old[2], 0, 0);
    float[] bias = data(teacher, "a/bias");
    assertThat(data(student, "a/bias")).containsExactly(bias[0], bias[1], 0, 0);
  }

  private static Grown behindDropout(double rate) {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(3))
            .then("fc", new Dense(2))
            .then("drop", new Dropout(rate))
            .then("out", new Dense(2))
            .build();
    Model teacher = TestNetworks.model(spec, 1);
    return Widen.net2wider(
            teacher, "fc", ReplicaMap.of(2, 0), SymmetryBreaking.NONE, new Philox(0, 0))
        .grown();
  }

  @Test
  void whatIsDroppedDiffersInTraining() {
    assertThat(behindDropout(0.5).preserves()).isEqualTo(Preserves.INFERENCE);
    assertThat(behindDropout(0.5).notFollowable())
        .contains("Dropout 'drop' drops copies one by one");
    assertThat(behindDropout(0).preserves()).isEqualTo(Preserves.EVERYWHERE);
    assertThat(behindDropout(0).notFollowable()).isEmpty();
  }

  @Test
  void onlySharesThatAllReadersHaveInCommonCanBeFollowed() {
    for (SymmetryBreaking one : List.of(SymmetryBreaking.NONE, SymmetryBreaking.UNIT_SHARES)) {
      assertThat(widened(one).notFollowable()).as("%s", one).isEmpty();
      assertThat(widened(one).preserves()).isEqualTo(Preserves.EVERYWHERE);
    }
    for (SymmetryBreaking several :
        List.of(SymmetryBreaking.RANDOM_SHARES, SymmetryBreaking.ZERO_SUM_NOISE)) {
      assertThat(widened(several).notFollowable())
          .as("%s", several)
          .contains("copies have no one share that is common to all who read them");
      assertThat(widened(several).preserves()).isEqualTo(Preserves.EVERYWHERE);
    }
    assertThat(widened(SymmetryBreaking.EXAMPLE_NOISE).preserves()).isEqualTo(Preserves.NOWHERE);
  }

  private static Grown widened(SymmetryBreaking breaking) {
    return Widen.net2wider(TEACHER, "conv", ReplicaMap.of(3, 1), breaking, new Philox(1, 2))
        .grown();
  }

  @Test
  void refusesChannelsThatAreTheInputs() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(3)).then("re", new Relu()).then("fc", new Dense(2)).build();
    Model teacher = TestNetworks.model(spec, 1);
    assertThatThrownBy(() -> Widen.newUnits(teacher, "re", 5, Init.HE, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the channels of node re are all the network's inputs, whose number is fixed; expected a"
                + " node whose channels are its own");
  }
}
