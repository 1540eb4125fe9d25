package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.NetworkSpec;
import graft.model.SmallGraphs;
import graft.model.TestNetworks;
import graft.net2net.Network64.Growth64;
import graft.random.Philox;
import graft.reference.ReferenceOps;
import graft.reference.RelativeDifference;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What {@link FollowingTest} shows on one network, on graphs of every kind, over a few steps. */
class FollowingGraphsTest {
  private static final int SAMPLES = 4;
  private static final int STEPS = 4;

  /** Of the largest logit. Sums of float64 over few steps, some through steep normalisations. */
  private static final double EXACT = 1e-10;

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return SmallGraphs.of(9, 3);
  }

  @Property(tries = 150)
  void followsBySgd(@ForAll("graphs") NetworkSpec spec, @ForAll @IntRange(max = 1000) int seed) {
    follows(spec, seed, new Update64.Sgd(0.02, 0.9, 1e-2, false));
  }

  /** With an epsilon that gradients of 0, but for rounding, stay below. */
  @Property(tries = 150)
  void followsByAdamW(@ForAll("graphs") NetworkSpec spec, @ForAll @IntRange(max = 1000) int seed) {
    follows(spec, seed, new Update64.AdamW(1e-2, 0.9, 0.999, 1e-3, 1e-2));
  }

  private static void follows(NetworkSpec spec, int seed, Update64 update) {
    Philox random = new Philox(seed, 1);
    Training64 teacher = new Training64(Network64.draw(spec, seed), update);
    for (int step = 0; step < STEPS; step++) {
      step(teacher, seed, step);
    }
    Training64 student = teacher.copy();
    for (int growth = 0; growth < 2; growth++) {
      Optional<Widenable> drawn = Widenable.draw(student.network().spec(), random);
      if (drawn.isEmpty()) {
        return;
      }
      Growth64 grown =
          student
              .network()
              .widen(
                  drawn.get().node(), drawn.get().newWidth(), SymmetryBreaking.UNIT_SHARES, random);
      if (grown.plan().preserves() != Preserves.EVERYWHERE) {
        return; // Dropout
      }
      student = student.grown(grown, StateRule.MAPPED);
    }
    student.follow(factors -> factors);
    for (int step = STEPS; step < 2 * STEPS; step++) {
      double[] expected = step(teacher, seed, step);
      assertThat(RelativeDifference.of(step(student, seed, step), expected))
          .as("%s -> %s", spec, student.network().spec())
          .isLessThan(EXACT);
    }
  }

  private static double[] step(Training64 training, int seed, int step) {
    NetworkSpec spec = training.network().spec();
    long batch = 100L * seed + step % 2;
    return training.step(
        ReferenceOps.toDouble(TestNetworks.samples(spec, SAMPLES, batch)),
        TestNetworks.labels(spec, SAMPLES, batch));
  }
}
