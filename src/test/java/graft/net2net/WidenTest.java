package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Padding;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The numbers of widening, against ones computed by hand from the notebook's rules. */
class WidenTest {
  private static final Philox UNUSED = new Philox(0, 0);

  /** [2] -> 3 -> 2. */
  private static Model denseTeacher() {
    return Model.of(
        NetworkSpec.chain(Shape.of(2)).then("fc1", new Dense(3)).then("fc2", new Dense(2)).build(),
        Map.of(
            "fc1/kernel", HostTensor.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6}),
            "fc1/bias", HostTensor.of(Shape.of(3), new float[] {7, 8, 9}),
            "fc2/kernel", HostTensor.of(Shape.of(3, 2), new float[] {2, 4, 5, 6, 3, 9}),
            "fc2/bias", HostTensor.of(Shape.of(2), new float[] {0, 1})));
  }

  @Test
  void followsTheNotebookForDense() {
    // index = [2, 0, 2]; bincount(index) = [1, 0, 2]; factors = bincount[index] + 1 = [3, 2, 3].
    ReplicaMap map = ReplicaMap.of(3, 2, 0, 2);
    Widening widening = Widen.net2wider(denseTeacher(), "fc1", map, SymmetryBreaking.NONE, UNUSED);

    Model student = widening.model();
    assertThat(student.spec().nodes())
        .extracting(Node::op)
        .containsExactly(new Dense(6), new Dense(2));
    assertThat(data(student, "fc1/kernel"))
        .containsExactly(1, 2, 3, 3, 1, 3, /* next row */ 4, 5, 6, 6, 4, 6);
    assertThat(data(student, "fc1/bias")).containsExactly(7, 8, 9, 9, 7, 9);
    assertThat(data(student, "fc2/kernel"))
        .containsExactly(1, 2, 5, 6, 1, 3, /* replicas */ 1, 3, 1, 2, 1, 3);
    assertThat(data(student, "fc2/bias")).containsExactly(0, 1);
    assertThat(widening.map()).isEqualTo(map);
    assertThat(widening.node()).isEqualTo("fc1");
    assertThat(widening.group())
        .isEqualTo(new ChannelGroup(3, List.of("fc1"), List.of(), List.of("fc2"), false, false));
  }

  @Test
  void followsTheNotebookForConvolutions() {
    // Both windows are 1 x 2; conv1 [2, 1, 2, 1], conv2 [1, 1, 2, 2]; here channels come last.
    Model teacher =
        Model.of(
            NetworkSpec.chain(Shape.of(1, 2, 1))
                .then("conv1", conv(2))
                .then("conv2", conv(1))
                .build(),
            Map.of(
                "conv1/kernel", HostTensor.of(Shape.of(2, 1, 2, 1), new float[] {1, 2, 3, 4}),
                "conv1/bias", HostTensor.of(Shape.of(2), new float[] {5, 6}),
                "conv2/kernel", HostTensor.of(Shape.of(1, 1, 2, 2), new float[] {7, 8, 9, 10}),
                "conv2/bias", HostTensor.of(Shape.of(1), new float[] {11})));
    Model student =
        Widen.net2wider(teacher, "conv1", ReplicaMap.of(2, 1), SymmetryBreaking.NONE, UNUSED)
            .model();

    assertThat(data(student, "conv1/kernel")).containsExactly(1, 2, 3, 4, /* replica */ 3, 4);
    assertThat(data(student, "conv1/bias")).containsExactly(5, 6, 6);
    assertThat(data(student, "conv2/kernel")).containsExactly(7, 4, 4, /* next tap */ 9, 5, 5);
  }

  private static Conv2d conv(int filters) {
    return new Conv2d(filters, 1, 2, 1, Padding.SAME);
  }

  @Test
  void findsAChannelsRowsBehindFlatten() {
    // Two pixels of two channels: features p0c0, p0c1, p1c0, p1c1.
    Model teacher =
        Model.of(
            NetworkSpec.chain(Shape.of(2, 1, 1))
                .then("conv", Conv2d.same(2, 1))
                .then("flatten", new Flatten())
                .then("fc", new Dense(1))
                .build(),
            Map.of(
                "conv/kernel", HostTensor.of(Shape.of(2, 1, 1, 1), new float[] {1, 2}),
                "conv/bias", HostTensor.of(Shape.of(2), new float[] {3, 4}),
                "fc/kernel", HostTensor.of(Shape.of(4, 1), new float[] {10, 20, 30, 40}),
                "fc/bias", HostTensor.of(Shape.of(1), new float[] {5})));
    Model student =
        Widen.net2wider(teacher, "conv", ReplicaMap.of(2, 1), SymmetryBreaking.NONE, UNUSED)
            .model();

    assertThat(data(student, "fc/kernel")).containsExactly(10, 10, 10, 30, 20, 20);
  }

  @Test
  void padsWithRandomUnits() {
    Model teacher = smallTeacher(8, 64, 5, 6);
    Model student = Widen.randomPad(teacher, "conv2", 128, new Philox(7, 0)).model();

    assertThat(student.spec().node("conv2").op()).isEqualTo(Conv2d.same(128, 3));
    float[] kernel = data(student, "conv2/kernel"); // [128, 3, 3, 8]
    assertThat(kernel).startsWith(data(teacher, "conv2/kernel"));
    checkNormal(kernel, 64 * 72, 1, 1);
    float[] bias = data(student, "conv2/bias");
    assertThat(bias).startsWith(data(teacher, "conv2/bias"));
    for (int i = 64; i < 128; i++) {
      assertThat(bias[i]).isEqualTo(0.1f);
    }
    float[] outgoing = data(student, "fc1/kernel"); // [2 pixels x 128, 5]
    float[] old = data(teacher, "fc1/kernel"); // [2 pixels x 64, 5]
    for (int i = 0; i < old.length; i++) {
      assertThat(outgoing[i / 320 * 640 + i % 320]).isEqualTo(old[i]);
    }
    checkNormal(outgoing, 320, 640, 320);
    assertThat(student.weights().get("fc1/bias")).isEqualTo(teacher.weights().get("fc1/bias"));
    assertThat(student.weights().get("conv1/kernel"))
        .isEqualTo(teacher.weights().get("conv1/kernel"));
  }

  /** Deviation 0.1 and mean 0 of the numbers from a start; of each period only the last ones. */
  private static void checkNormal(float[] data, int start, int period, int lasting) {
    double sum = 0;
    double squares = 0;
    int count = 0;
    for (int i = start; i < data.length; i++) {
      if (i % period >= period - lasting) {
        sum += data[i];
        squares += data[i] * data[i];
        count++;
      }
    }
    assertThat(sum / count).isCloseTo(0, within(0.5 / Math.sqrt(count)));
    assertThat(Math.sqrt(squares / count)).isCloseTo(0.1, within(0.5 / Math.sqrt(2.0 * count)));
  }

  @Test
  void leavesTheTeacherAlone() {
    Model teacher = smallTeacher(4, 5, 6, 8);
    Model copy = smallTeacher(4, 5, 6, 8);
    Widen.net2wider(teacher, "conv1", 9, SymmetryBreaking.EXAMPLE_NOISE, new Philox(9, 0));
    Widen.net2wider(teacher, "fc1", 9, SymmetryBreaking.RANDOM_SHARES, new Philox(9, 0));
    Widen.randomPad(teacher, "conv2", 9, new Philox(9, 0)).model();
    assertThat(teacher).isEqualTo(copy);
  }

  @Test
  void isAFunctionOfTheSeed() {
    Model teacher = smallTeacher(4, 5, 6, 8);
    for (SymmetryBreaking breaking :
        List.of(
            SymmetryBreaking.NONE,
            SymmetryBreaking.EXAMPLE_NOISE,
            SymmetryBreaking.RANDOM_SHARES)) {
      Widening first = Widen.net2wider(teacher, "conv1", 20, breaking, new Philox(1, 2));
      assertThat(Widen.net2wider(teacher, "conv1", 20, breaking, new Philox(1, 2)))
          .isEqualTo(first);
      assertThat(Widen.net2wider(teacher, "conv1", 20, breaking, new Philox(2, 2)))
          .isNotEqualTo(first);
    }
    Model padded = Widen.randomPad(teacher, "fc1", 20, new Philox(1, 2)).model();
    assertThat(Widen.randomPad(teacher, "fc1", 20, new Philox(1, 2)).model()).isEqualTo(padded);
    assertThat(Widen.randomPad(teacher, "fc1", 20, new Philox(1, 3)).model()).isNotEqualTo(padded);
  }

  @Test
  void refusesWhatCannotBeWidened() {
    refuses("conv1", 4, "node conv1 has 4 units and cannot be widened to 4; expected more than 4");
    refuses("fc1", 2, "node fc1 has 6 units and cannot be widened to 2; expected more than 6");
    refuses("fc2", 9, "node fc2 gives the network's outputs and cannot be widened");
    refuses("conv9", 9, "no node is named 'conv9'; there are [conv1, pool1");
    refuses("fc1", Integer.MAX_VALUE, "has more than 2^31 - 1 elements");

    Model teacher = smallTeacher(4, 5, 6, 8);
    assertThatThrownBy(
            () ->
                Widen.net2wider(teacher, "fc1", ReplicaMap.of(5, 0), SymmetryBreaking.NONE, UNUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("node fc1 has 6 units, but the replica map is of 5; expected a map of 6");
  }

  /** Any node of a group names it. */
  @Test
  void widensWhatANodePassesOn() {
    Model teacher = smallTeacher(4, 5, 6, 8);
    for (SymmetryBreaking breaking :
        List.of(SymmetryBreaking.NONE, SymmetryBreaking.RANDOM_SHARES)) {
      assertThat(Widen.net2wider(teacher, "pool1", 9, breaking, new Philox(1, 2)).model())
          .isEqualTo(Widen.net2wider(teacher, "conv1", 9, breaking, new Philox(1, 2)).model());
    }
  }

  @Test
  void nullIsNoWayToBreakTheSymmetry() {
    Model teacher = smallTeacher(4, 5, 6, 8);
    assertThatThrownBy(() -> Widen.net2wider(teacher, "fc1", 8, null, UNUSED))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("breaking");
  }

  private static void refuses(String node, int width, String message) {
    Model teacher = smallTeacher(4, 5, 6, 8);
    assertThatThrownBy(() -> Widen.net2wider(teacher, node, width, SymmetryBreaking.NONE, UNUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> Widen.randomPad(teacher, node, width, UNUSED).model())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static Model smallTeacher(int conv1, int conv2, int fc1, long seed) {
    return TestNetworks.model(TestNetworks.smallTeacher(conv1, conv2, fc1), seed);
  }

  private static float[] data(Model model, String parameter) {
    return model.weights().get(parameter).toArray();
  }
}
