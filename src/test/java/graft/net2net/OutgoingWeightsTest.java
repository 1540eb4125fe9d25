package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How outgoing weights are split where channels stand twice, and which numbers are drawn. */
class OutgoingWeightsTest {
  private static final int TAPS = 3 * 2 * 2; // K R S of the convolution that reads

  /** Channels a0 a1 b a0 a1, read by a convolution with a window of 2 x 2. */
  private static Model stacked() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3, 3, 2));
    Source a = graph.add("a", Conv2d.same(2, 1), graph.input());
    Source b = graph.add("b", Conv2d.same(1, 1), graph.input());
    Source cat = graph.add("cat", new Concat(), a, b, a);
    Conv2d reader = new Conv2d(3, 2, 2, 1, Padding.SAME);
    return TestNetworks.model(graph.build(graph.add("out", reader, cat)), 1);
  }

  /** With a0 twice, in both places: a0 a1 a0' b a0 a1 a0'. */
  private static float[] widened(SymmetryBreaking breaking, Philox random) {
    Model student = Widen.net2wider(stacked(), "a", ReplicaMap.of(2, 0), breaking, random).model();
    return student.weights().get("out/kernel").toArray();
  }

  @Test
  void aChannelsCopiesAddUpToItInEachOfItsPlaces() {
    float[] old = stacked().weights().get("out/kernel").toArray(); // [K, R, S, 5]
    for (SymmetryBreaking breaking :
        List.of(
            SymmetryBreaking.UNIT_SHARES,
            SymmetryBreaking.RANDOM_SHARES,
            SymmetryBreaking.ZERO_SUM_NOISE)) {
      float[] split = widened(breaking, new Philox(5, 0)); // [K, R, S, 7]
      for (int tap = 0; tap < TAPS; tap++) {
        float[] before = Arrays.copyOfRange(old, 5 * tap, 5 * tap + 5);
        float[] after = Arrays.copyOfRange(split, 7 * tap, 7 * tap + 7);
        assertThat(after[0] + after[2]).isCloseTo(before[0], within(1e-6f));
        assertThat(after[4] + after[6]).isCloseTo(before[3], within(1e-6f));
        assertThat(after[0]).isNotEqualTo(after[2]);
        assertThat(new float[] {after[1], after[3], after[5]})
            .containsExactly(before[1], before[2], before[4]);
      }
    }
  }

  /** Though parts of them are drawn at the same time. */
  @Test
  void randomSharesTakeOneNumberForEachWeightInTheirOrder() {
    float[] old = stacked().weights().get("out/kernel").toArray();
    Philox random = new Philox(5, 6);
    float[] split = widened(SymmetryBreaking.RANDOM_SHARES, random);
    Philox twin = new Philox(5, 6);
    double[] exponential =
        IntStream.range(0, split.length)
            .mapToDouble(i -> -Math.log(1 - twin.nextDouble()))
            .toArray();
    for (int tap = 0; tap < TAPS; tap++) {
      for (int place = 0; place < 2; place++) {
        int original = 7 * tap + 4 * place;
        int copy = original + 2;
        double share = exponential[copy] / (exponential[original] + exponential[copy]);
        assertThat(split[copy]).isEqualTo((float) (old[5 * tap + 3 * place] * share));
      }
    }
    assertThat(random.nextDouble()).isEqualTo(twin.nextDouble());
  }

  /** Two flat shares are uniform in [0, 1]: the mean is 1/2, the variance 1/12. */
  @Test
  void unitSharesAreDrawnUniformlyAndOnceForAUnit() {
    int units = 2000;
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(1))
            .then("fc", new Dense(units))
            .then("out", new Dense(2))
            .build();
    Model teacher =
        Model.of(
            spec,
            Map.of(
                "fc/kernel", HostTensor.filled(Shape.of(1, units), 1),
                "fc/bias", HostTensor.filled(Shape.of(units), 0),
                "out/kernel", HostTensor.filled(Shape.of(units, 2), 1),
                "out/bias", HostTensor.filled(Shape.of(2), 0)));
    ReplicaMap each = ReplicaMap.of(units, IntStream.range(0, units).toArray());
    float[] split =
        Widen.net2wider(teacher, "fc", each, SymmetryBreaking.UNIT_SHARES, new Philox(7, 0))
            .model()
            .weights()
            .get("out/kernel")
            .toArray(); // [2 units, 2]
    double sum = 0;
    double squares = 0;
    for (int unit = 0; unit < units; unit++) {
      double share = split[2 * unit];
      assertThat(share).isBetween(0.0, 1.0);
      assertThat(split[2 * unit + 1]).isEqualTo(split[2 * unit]);
      assertThat(split[2 * (units + unit)] + share).isCloseTo(1, within(1e-6));
      sum += share;
      squares += share * share;
    }
    // Five standard errors each; that of a uniform number's variance is 0.0745 / sqrt(n).
    double mean = sum / units;
    assertThat(mean).isCloseTo(0.5, within(5 * Math.sqrt(1.0 / 12 / units)));
    assertThat(squares / units - mean * mean)
        .isCloseTo(1.0 / 12, within(5 * 0.0745 / Math.sqrt(units)));
  }

  /** One number for each of a copied unit's copies, none for the others. */
  @Test
  void unitSharesAreDrawnForCopiedUnitsOnly() {
    Philox random = new Philox(5, 6);
    widened(SymmetryBreaking.UNIT_SHARES, random);
    Philox twin = new Philox(5, 6);
    twin.nextDouble();
    twin.nextDouble();
    assertThat(random.nextDouble()).isEqualTo(twin.nextDouble());
  }
}
