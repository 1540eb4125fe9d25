package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.nn.Conv2d;
import graft.nn.Dense;
import graft.nn.Flatten;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.nn.Padding;
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
        new NetworkSpec(Shape.of(2), List.of(new Dense("fc1", 3), new Dense("fc2", 2))),
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
    assertThat(student.spec().layers()).containsExactly(new Dense("fc1", 6), new Dense("fc2", 2));
    assertThat(data(student, "fc1/kernel"))
        .containsExactly(1, 2, 3, 3, 1, 3, /* next row */ 4, 5, 6, 6, 4, 6);
    assertThat(data(student, "fc1/bias")).containsExactly(7, 8, 9, 9, 7, 9);
    assertThat(data(student, "fc2/kernel"))
        .containsExactly(1, 2, 5, 6, 1, 3, /* replicas */ 1, 3, 1, 2, 1, 3);
    assertThat(data(student, "fc2/bias")).containsExactly(0, 1);
    assertThat(widening.map()).isEqualTo(map);
    assertThat(widening.layer()).isEqualTo("fc1");
    assertThat(widening.consumer()).isEqualTo("fc2");
  }

  @Test
  void followsTheNotebookForConvolutions() {
    // Both windows are 1 x 2; conv1 [2, 1, 2, 1], conv2 [1, 1, 2, 2]; here channels come last.
    Model teacher =
        Model.of(
            new NetworkSpec(Shape.of(1, 2, 1), List.of(conv("conv1", 2), conv("conv2", 1))),
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

  private static Conv2d conv(String name, int filters) {
    return new Conv2d(name, filters, 1, 2, 1, Padding.SAME);
  }

  @Test
  void findsAChannelsRowsBehindFlatten() {
    // Two pixels of two channels: features p0c0, p0c1, p1c0, p1c1.
    Model teacher =
        Model.of(
            new NetworkSpec(
                Shape.of(2, 1, 1),
                List.of(Conv2d.same("conv", 2, 1), new Flatten("flatten"), new Dense("fc", 1))),
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
  void scalesTheNoiseByThePopulationDeviation() {
    // Unit 0's outgoing weights (2, 6) halve to (1, 3): deviation 1 over the population, 1.41 over
    // a sample.
    Model teacher =
        Model.of(
            new NetworkSpec(Shape.of(1), List.of(new Dense("fc1", 1), new Dense("fc2", 2))),
            Map.of(
                "fc1/kernel", HostTensor.filled(Shape.of(1, 1), 1),
                "fc1/bias", HostTensor.filled(Shape.of(1), 0),
                "fc2/kernel", HostTensor.of(Shape.of(1, 2), new float[] {2, 6}),
                "fc2/bias", HostTensor.filled(Shape.of(2), 0)));
    Philox twin = new Philox(5, 6);
    Model student =
        Widen.net2wider(
                teacher,
                "fc1",
                ReplicaMap.of(1, 0),
                SymmetryBreaking.EXAMPLE_NOISE,
                new Philox(5, 6))
            .model();

    assertThat(data(student, "fc2/kernel"))
        .containsExactly(
            1,
            3,
            (float) (1 + 0.05 * twin.nextGaussian()),
            (float) (3 + 0.05 * twin.nextGaussian()));
  }

  @Test
  void putsNoiseOnTheReplicasOutgoingWeightsOnly() {
    Model teacher = RandomModels.smallTeacher(32, 64, 7, new Philox(1, 0));
    ReplicaMap map = ReplicaMap.draw(32, 64, new Philox(2, 0));
    Model exact = Widen.net2wider(teacher, "conv1", map, SymmetryBreaking.NONE, UNUSED).model();
    Model noisy =
        Widen.net2wider(teacher, "conv1", map, SymmetryBreaking.EXAMPLE_NOISE, new Philox(3, 0))
            .model();

    for (String name : exact.weights().names()) {
      if (!name.equals("conv2/kernel")) {
        assertThat(noisy.weights().get(name)).as(name).isEqualTo(exact.weights().get(name));
      }
    }
    float[] before = data(exact, "conv2/kernel"); // [64, 3, 3, 64]
    float[] after = data(noisy, "conv2/kernel");
    int count = 64 * 9 * 32;
    double sum = 0;
    double squares = 0;
    double noise = 0;
    double noiseSquares = 0;
    for (int i = 0; i < before.length; i++) {
      if (i % 64 < 32) {
        assertThat(after[i]).isEqualTo(before[i]);
      } else {
        sum += before[i];
        squares += before[i] * before[i];
        noise += after[i] - before[i];
        noiseSquares += (after[i] - before[i]) * (after[i] - before[i]);
      }
    }
    double expected = 0.05 * Math.sqrt(squares / count - (sum / count) * (sum / count));
    // Five standard errors of a deviation and of a mean of 18432 normal numbers.
    assertThat(Math.sqrt(noiseSquares / count))
        .isCloseTo(expected, within(5 * expected / Math.sqrt(2.0 * count)));
    assertThat(noise / count).isCloseTo(0, within(5 * expected / Math.sqrt(count)));
  }

  @Test
  void splitsByRandomSharesThatSumToOne() {
    Model teacher = RandomModels.smallTeacher(16, 256, 7, new Philox(4, 0));
    // Unit 3 has two copies, unit 5 three.
    ReplicaMap map = ReplicaMap.of(16, 3, 5, 5);
    Model student =
        Widen.net2wider(teacher, "conv1", map, SymmetryBreaking.RANDOM_SHARES, new Philox(5, 0))
            .model();

    float[] old = data(teacher, "conv2/kernel"); // [256, 3, 3, 16]
    float[] split = data(student, "conv2/kernel"); // [256, 3, 3, 19]
    double sum = 0;
    double squares = 0;
    double third = 0;
    int taps = 256 * 9;
    for (int tap = 0; tap < taps; tap++) {
      for (int unit = 0; unit < 16; unit++) {
        if (unit != 3 && unit != 5) {
          assertThat(split[tap * 19 + unit]).isEqualTo(old[tap * 16 + unit]);
        }
      }
      double weight = old[tap * 16 + 3];
      double share = split[tap * 19 + 16] / weight;
      assertThat(share).isBetween(0.0, 1.0);
      assertThat(split[tap * 19 + 3] / weight + share).isCloseTo(1, within(1e-6));
      sum += share;
      squares += share * share;
      third += split[tap * 19 + 5] / (double) old[tap * 16 + 5];
    }
    // Two flat shares are uniform: mean 1/2, variance 1/12; the mean of three is 1/3, variance
    // 1/18. Five standard errors each; that of a uniform number's variance is 0.0745 / sqrt(n).
    double mean = sum / taps;
    assertThat(mean).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / taps)));
    assertThat(squares / taps - mean * mean)
        .isCloseTo(1.0 / 12, within(5 * 0.0745 / Math.sqrt(taps)));
    assertThat(third / taps).isCloseTo(1.0 / 3, within(5 * Math.sqrt(1.0 / 18 / taps)));
  }

  @Test
  void padsWithRandomUnits() {
    Model teacher = RandomModels.smallTeacher(8, 64, 5, new Philox(6, 0));
    Model student = Widen.randomPad(teacher, "conv2", 128, new Philox(7, 0));

    assertThat(student.spec().layers().get(2)).isEqualTo(Conv2d.same("conv2", 128, 3));
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
    Model teacher = RandomModels.smallTeacher(4, 5, 6, new Philox(8, 0));
    Model copy = RandomModels.smallTeacher(4, 5, 6, new Philox(8, 0));
    Widen.net2wider(teacher, "conv1", 9, SymmetryBreaking.EXAMPLE_NOISE, new Philox(9, 0));
    Widen.net2wider(teacher, "fc1", 9, SymmetryBreaking.RANDOM_SHARES, new Philox(9, 0));
    Widen.randomPad(teacher, "conv2", 9, new Philox(9, 0));
    assertThat(teacher).isEqualTo(copy);
  }

  @Test
  void isAFunctionOfTheSeed() {
    Model teacher = RandomModels.smallTeacher(4, 5, 6, new Philox(8, 0));
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
    Model padded = Widen.randomPad(teacher, "fc1", 20, new Philox(1, 2));
    assertThat(Widen.randomPad(teacher, "fc1", 20, new Philox(1, 2))).isEqualTo(padded);
    assertThat(Widen.randomPad(teacher, "fc1", 20, new Philox(1, 3))).isNotEqualTo(padded);
  }

  @Test
  void refusesWhatCannotBeWidened() {
    refuses("conv1", 4, "layer conv1 has 4 units and cannot be widened to 4; expected more than 4");
    refuses("fc1", 2, "layer fc1 has 6 units and cannot be widened to 2; expected more than 6");
    refuses("pool1", 9, "layer pool1 is a MaxPool2d, which has no weights to widen");
    refuses("fc1-relu", 9, "layer fc1-relu is a Relu, which has no weights to widen");
    refuses("fc2", 9, "layer fc2 gives the network's outputs and cannot be widened");
    refuses("conv9", 9, "no layer is named 'conv9'; there are [conv1, pool1");
    refuses("fc1", Integer.MAX_VALUE, "has more than 2^31 - 1 elements");

    Model teacher = RandomModels.smallTeacher(4, 5, 6, new Philox(8, 0));
    assertThatThrownBy(
            () ->
                Widen.net2wider(teacher, "fc1", ReplicaMap.of(5, 0), SymmetryBreaking.NONE, UNUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("layer fc1 has 6 units, but the replica map is of 5; expected a map of 6");
    assertThatThrownBy(() -> new SymmetryBreaking.Noise(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SymmetryBreaking.Noise(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1.0");
  }

  private static void refuses(String layer, int width, String message) {
    Model teacher = RandomModels.smallTeacher(4, 5, 6, new Philox(8, 0));
    assertThatThrownBy(() -> Widen.net2wider(teacher, layer, width, SymmetryBreaking.NONE, UNUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
    assertThatThrownBy(() -> Widen.randomPad(teacher, layer, width, UNUSED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  private static float[] data(Model model, String parameter) {
    return model.weights().get(parameter).toArray();
  }
}
