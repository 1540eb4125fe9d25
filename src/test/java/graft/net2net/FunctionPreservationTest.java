package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;

import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.ReferenceNetwork;
import graft.reference.RelativeDifference;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Students compute what their teachers did, judged in float64 on random networks and inputs. */
class FunctionPreservationTest {
  /**
   * Of the largest logit. A float32 weight split into n parts is off by at most n / 2 units in the
   * last place of a part, 6e-8 relative; sums of some hundred such terms stay far below, a wrong
   * row, count or unit far above.
   */
  private static final double TOLERANCE = 1e-5;

  private static final int SAMPLES = 4;

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void widensWithoutNoise(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    widensEveryNode(spec, seed, SymmetryBreaking.NONE);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void widensWithRandomShares(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    widensEveryNode(spec, seed, SymmetryBreaking.RANDOM_SHARES);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void widensInGraphsWithoutNoise(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    widensEveryNode(spec, seed, SymmetryBreaking.NONE);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void widensInGraphsWithRandomShares(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    widensEveryNode(spec, seed, SymmetryBreaking.RANDOM_SHARES);
  }

  private static void widensEveryNode(NetworkSpec spec, long seed, SymmetryBreaking breaking) {
    Philox random = new Philox(seed, 0);
    Model teacher = TestNetworks.model(spec, seed);
    for (String node : Growable.wider(spec)) {
      Model student = widen(teacher, node, breaking, random);
      assertThat(largestDifference(teacher, student, seed)).isLessThan(TOLERANCE);
    }
  }

  @Property(tries = 300, shrinking = ShrinkingMode.OFF)
  void deepensExactly(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    deepensEveryNode(spec, seed);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void deepensInGraphsExactly(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    deepensEveryNode(spec, seed);
  }

  private static void deepensEveryNode(NetworkSpec spec, long seed) {
    Model teacher = TestNetworks.model(spec, seed);
    for (String node : Growable.deeper(spec)) {
      Model student = Deepen.net2deeper(teacher, node).model();
      assertThat(student.spec().nodes()).hasSizeGreaterThan(spec.nodes().size());
      // Adding products with 0 and 1 rounds nothing.
      assertThat(largestDifference(teacher, student, seed)).isZero();
    }
  }

  @Property(tries = 200, shrinking = ShrinkingMode.OFF)
  void composes(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    composes(spec, seed, 5);
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void composesInGraphs(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    composes(spec, seed, 5);
  }

  private static void composes(NetworkSpec spec, long seed, int steps) {
    Philox random = new Philox(seed, 0);
    Model teacher = TestNetworks.model(spec, seed);
    Model student = teacher;
    for (int step = 0; step < steps; step++) {
      List<String> wide = Growable.wider(student.spec());
      List<String> deep = Growable.deeper(student.spec());
      if (!wide.isEmpty() && random.nextInt(3) > 0) {
        SymmetryBreaking breaking =
            random.nextInt(2) == 0 ? SymmetryBreaking.NONE : SymmetryBreaking.RANDOM_SHARES;
        student = widen(student, wide.get(random.nextInt(wide.size())), breaking, random);
      } else if (!deep.isEmpty()) {
        student = Deepen.net2deeper(student, deep.get(random.nextInt(deep.size()))).model();
      }
    }
    assertThat(largestDifference(teacher, student, seed)).isLessThan(TOLERANCE);
  }

  /** The tests above can fail: the baselines are far beyond their tolerance. */
  @Property(tries = 50)
  void baselinesDoNotPreserve(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    // With 32 hidden units some pass the ReLU; a few could all be silent, and nothing would show.
    Model teacher = TestNetworks.model(TestNetworks.smallTeacher(4, 5, 32), seed);
    for (String node : List.of("conv1", "conv2", "fc1")) {
      Model student = Widen.randomPad(teacher, node, 40, random).model();
      assertThat(largestDifference(teacher, student, seed)).isGreaterThan(100 * TOLERANCE);
    }
    for (String node : List.of("conv1", "conv2", "fc1")) {
      Model student = Deepen.randomInit(teacher, node, random).model();
      assertThat(largestDifference(teacher, student, seed)).isGreaterThan(100 * TOLERANCE);
    }
  }

  private static Model widen(Model teacher, String node, SymmetryBreaking breaking, Philox random) {
    int wider = Growable.moreUnits(teacher.spec(), node, random);
    Widening widening = Widen.net2wider(teacher, node, wider, breaking, random);
    assertThat(widening.map().studentWidth()).isEqualTo(wider);
    assertThat(widening.model().spec().shapeOf(node).last()).isEqualTo(wider);
    return widening.model();
  }

  /** Over all logits of some samples, relative to the largest; NaN if one is. */
  private static double largestDifference(Model teacher, Model student, long seed) {
    float[] x = TestNetworks.samples(teacher.spec(), SAMPLES, seed);
    return RelativeDifference.of(
        ReferenceNetwork.logits(student, x, SAMPLES), ReferenceNetwork.logits(teacher, x, SAMPLES));
  }
}
