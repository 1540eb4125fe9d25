package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.model.Dense;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What tells copies apart: where it falls, and how large it is. */
class SymmetryBreakingTest {
  private static final Philox UNUSED = new Philox(0, 0);

  @Test
  void scalesTheNoiseByThePopulationDeviation() {
    // Unit 0's outgoing weights (2, 6) halve to (1, 3): deviation 1 over the population, 1.41 over
    // a sample.
    Model teacher =
        Model.of(
            NetworkSpec.chain(Shape.of(1))
                .then("fc1", new Dense(1))
                .then("fc2", new Dense(2))
                .build(),
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
    Model teacher = TestNetworks.model(TestNetworks.smallTeacher(32, 64, 7), 1);
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
    Model teacher = TestNetworks.model(TestNetworks.smallTeacher(16, 256, 7), 4);
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
  void takesTheMeanOverTheCopiesOffZeroSumNoise() {
    Model teacher = TestNetworks.model(TestNetworks.smallTeacher(16, 256, 7), 4);
    // Unit 3 has two copies, unit 5 three.
    ReplicaMap map = ReplicaMap.of(16, 3, 5, 5);
    Model exact = Widen.net2wider(teacher, "conv1", map, SymmetryBreaking.NONE, UNUSED).model();
    Model noisy =
        Widen.net2wider(teacher, "conv1", map, SymmetryBreaking.ZERO_SUM_NOISE, new Philox(5, 0))
            .model();

    float[] before = data(exact, "conv2/kernel"); // [256, 3, 3, 19]
    float[] after = data(noisy, "conv2/kernel");
    int taps = 256 * 9;
    double sum = 0;
    double squares = 0;
    double[] noise = new double[19];
    for (int tap = 0; tap < taps; tap++) {
      for (int unit = 0; unit < 19; unit++) {
        double weight = before[tap * 19 + unit];
        sum += unit < 16 ? 0 : weight;
        squares += unit < 16 ? 0 : weight * weight;
        noise[unit] += Math.pow(after[tap * 19 + unit] - weight, 2) / taps;
      }
    }
    double mean = sum / (3 * taps);
    double deviation = 0.05 * Math.sqrt(squares / (3 * taps) - mean * mean);
    for (int unit = 0; unit < 19; unit++) {
      int copies = map.copies(map.teacherUnit(unit));
      // A number less the mean of m such has the variance 1 - 1 / m; five standard errors.
      double expected = deviation * Math.sqrt(1 - 1.0 / copies);
      assertThat(Math.sqrt(noise[unit]))
          .as("unit " + unit)
          .isCloseTo(expected, within(5 * expected / Math.sqrt(2.0 * taps)));
    }
  }

  @Test
  void refusesNoiseOfNoSize() {
    assertThatThrownBy(() -> new SymmetryBreaking.Noise(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SymmetryBreaking.Noise(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("-1.0");
    assertThatThrownBy(() -> new SymmetryBreaking.ZeroSumNoise(Double.POSITIVE_INFINITY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "noise of Infinity standard deviations, expected a finite number of at least 0");
    assertThat(new SymmetryBreaking.Noise(0).fraction()).isZero();
  }

  private static float[] data(Model model, String parameter) {
    return model.weights().get(parameter).toArray();
  }
}
