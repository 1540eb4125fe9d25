package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Padding;
import graft.model.Relu;
import graft.model.Statistics;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.ReferenceBatchNorm;
import graft.reference.ReferenceNetwork;
import graft.reference.ReferencePass;
import graft.tensor.Shape;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Blocks of convolution, BatchNorm and ReLU: such that compute the identity, copies, names. */
class DeepenBlocksTest {
  private static final BatchNorm NORM = new BatchNorm(0.03, 0.7);
  private static final Model TEACHER =
      TestNetworks.model(
          NetworkSpec.chain(Shape.of(5, 4, 2))
              .then("conv1", new Conv2d(8, 3, 3, 2, Padding.all(1), false))
              .then("norm1", NORM)
              .then("relu1", new Relu())
              .then("conv2", new Conv2d(8, 3, 2, 1, Padding.explicit(1, 1, 1, 0)))
              .then("relu2", new Relu())
              .then("flatten", new Flatten())
              .then("logits", new Dense(3))
              .build(),
          1);

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void normalisedPreservesInferenceInChains(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    normalisedPreservesInference(spec, seed);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void normalisedPreservesInferenceInGraphs(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    normalisedPreservesInference(spec, seed);
  }

  private static void normalisedPreservesInference(NetworkSpec spec, long seed) {
    Model teacher = TestNetworks.model(spec, seed);
    for (Node node : spec.nodes()) {
      if (node.op() instanceof Conv2d || node.op() instanceof Dense) {
        GrowthPlan plan =
            Deepen.normalised(spec, node.name(), measured(teacher, node.name(), seed + 1));
        GrowthProof.of(teacher, plan, seed).holds(Preserves.INFERENCE);
      }
    }
  }

  /** By the reference, over other samples than those that the proof is held with. */
  private static Statistics measured(Model teacher, String node, long seed) {
    String value = Deepen.normalisedBehind(teacher.spec(), node);
    double[] samples = GrowthProof.samples(teacher.spec(), seed);
    int batch = samples.length / teacher.spec().input().elements();
    double[] values = ReferenceNetwork.of(teacher).forward(samples, batch).get(value);
    var measured = ReferenceBatchNorm.Statistics.of(values, teacher.spec().shapeOf(value).last());
    return new Statistics(measured.mean(), measured.variance());
  }

  @Example
  void normalisedTakesAfterItsBlock() {
    Statistics statistics = measured(TEACHER, "conv1", 3);
    for (String member : List.of("conv1", "norm1", "relu1")) {
      assertThat(Deepen.normalisedBehind(TEACHER.spec(), member)).isEqualTo("relu1");
      Grown grown = Deepen.normalised(TEACHER, member, statistics);
      Conv2d conv = new Conv2d(8, 3, 3, 1, Padding.SAME, false);
      assertThat(grown.model().spec().nodes().subList(3, 6))
          .containsExactly(
              new Node("conv1-deeper", conv, List.of("relu1")),
              new Node("conv1-deeper-norm", NORM, List.of("conv1-deeper")),
              new Node("conv1-deeper-relu", new Relu(), List.of("conv1-deeper-norm")));
      assertThat(grown.model().spec().node("conv2").inputs()).containsExactly("conv1-deeper-relu");
      assertThat(grown.preserves()).isEqualTo(Preserves.INFERENCE);
      assertThat(grown.unmeasured()).isEmpty();
      assertThat(grown.origins().keySet())
          .containsExactlyInAnyOrderElementsOf(TEACHER.weights().names());
      for (int channel = 0; channel < 8; channel++) {
        double variance = statistics.variance()[channel];
        assertThat(grown.model().weights().get("conv1-deeper-norm/gamma").get(channel))
            .isEqualTo((float) Math.sqrt(variance + 0.03));
        assertThat(grown.model().weights().get("conv1-deeper-norm/variance").get(channel))
            .isEqualTo((float) variance);
        assertThat(grown.model().weights().get("conv1-deeper-norm/beta").get(channel))
            .isEqualTo((float) statistics.mean()[channel]);
      }
    }
    Statistics ofConv2 = measured(TEACHER, "conv2", 3);
    NetworkSpec spec = Deepen.normalised(TEACHER, "relu2", ofConv2).model().spec();
    assertThat(spec.node("conv2-deeper").op())
        .isEqualTo(new Conv2d(8, 3, 2, 1, Padding.SAME, true));
    assertThat(spec.node("conv2-deeper-norm").op()).isEqualTo(new BatchNorm());
  }

  /** In training it is off, as it says; so are the baselines, everywhere. */
  @Property(tries = 20)
  void theOthersDoNotPreserve(@ForAll long seed) {
    Model teacher = TestNetworks.model(TEACHER.spec(), seed);
    GrowthPlan normalised =
        Deepen.normalised(teacher.spec(), "conv1", measured(teacher, "conv1", seed + 1));
    assertThat(GrowthProof.of(teacher, normalised, seed).difference(ReferencePass.TRAINING))
        .isGreaterThan(100 * GrowthProof.TOLERANCE);
    GrowthProof.of(teacher, Deepen.copy(teacher.spec(), "conv2"), seed).changesTheFunction();
  }

  @Example
  void normalisesAnyChainOfOps() {
    List<NamedOp> added =
        List.of(
            new NamedOp("x", Conv2d.same(8, 1)),
            new NamedOp("x-norm", NORM),
            new NamedOp("y", Conv2d.same(8, 3)),
            new NamedOp("y-norm", new BatchNorm()));
    Grown grown = Deepen.normalised(TEACHER, "relu1", added, measured(TEACHER, "relu1", 2));
    float[] samples = TestNetworks.samples(TEACHER.spec(), 2, 5);
    double[] expected = ReferenceNetwork.logits(TEACHER, samples, 2);
    double[] found = ReferenceNetwork.logits(grown.model(), samples, 2);
    for (int i = 0; i < expected.length; i++) {
      assertThat(Math.abs(found[i] - expected[i])).isLessThan(1e-5); // float32 weights
    }
    assertThat(grown.preserves()).isEqualTo(Preserves.INFERENCE);
    assertThatThrownBy(() -> Deepen.net2deeper(TEACHER, "relu1", added))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found BatchNorm, expected a Conv2d, Dense or Relu");
  }

  @Example
  void copiesABlockBehindItself() {
    for (String member : List.of("conv2", "relu2")) {
      Grown grown = Deepen.copy(TEACHER, member);
      assertThat(grown.model().spec().nodes().subList(5, 7))
          .containsExactly(
              new Node("conv2-deeper", TEACHER.spec().node("conv2").op(), List.of("relu2")),
              new Node("conv2-deeper-relu", new Relu(), List.of("conv2-deeper")));
      for (String role : List.of("kernel", "bias")) {
        assertThat(grown.model().weights().get("conv2-deeper", role))
            .isEqualTo(TEACHER.weights().get("conv2", role));
      }
      assertThat(grown.origins()).doesNotContainKey("conv2-deeper/kernel");
      assertThat(grown.notFollowable()).isPresent();
    }
    Model normalised = SmallResidual.normalised(4);
    Grown grown = Deepen.copy(normalised, "a1");
    for (String role : List.of("gamma", "beta", "mean", "variance")) {
      assertThat(grown.model().weights().get("a-deeper-norm", role))
          .isEqualTo(normalised.weights().get("a1", role));
    }
    assertThat(grown.model().spec().node("b").inputs()).containsExactly("a-deeper-relu");
  }

  @Example
  void refusesWithTheReason() {
    Statistics eight = new Statistics(new double[8], new double[8]);
    refuses(
        () -> Deepen.copy(TEACHER, "norm1"),
        "node conv1 makes [3, 2, 8] of [5, 4, 2] and cannot be copied behind itself; expected one that keeps the shape");
    refuses(
        () -> Deepen.copy(TEACHER, "logits"),
        "the block logits has no ReLU of its own and cannot be copied behind itself; expected one");
    refuses(
        () -> Deepen.copy(SmallResidual.normalised(1), "b1"),
        "the block b, b1 has no ReLU of its own");
    refuses(
        () -> Deepen.normalised(TEACHER, "flatten", eight),
        "node flatten (Flatten) is part of no block; expected a Conv2d or Dense, or the BatchNorm or Relu behind one");
    refuses(
        () -> Deepen.normalised(SmallResidual.normalised(1), "sum-relu", eight),
        "node sum-relu (Relu) is part of no block");
    refuses(
        () -> Deepen.normalised(TEACHER, "conv1", new Statistics(new double[2], new double[2])),
        "the statistics are of 2 channels, but node relu1 gives 8; expected statistics of 8");
    refuses(
        () -> new Statistics(new double[2], new double[3]),
        "found means of 2 channels and variances of 3, expected as many");
    refuses(
        () -> new Statistics(new double[1], new double[] {-1}),
        "channel 0 has mean 0.0 and variance -1.0, expected finite numbers and a variance of 0 or more");
    refuses(
        () -> new Statistics(new double[] {Double.NaN}, new double[1]),
        "channel 0 has mean NaN and variance 0.0");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Example
  void startsTheBaselineFromHeToo() {
    Grown grown = Deepen.randomInit(TEACHER, "conv2", Init.HE, new Philox(3, 0));
    float largest = 0;
    for (float weight : grown.model().weights().get("conv2-deeper/kernel").toArray()) {
      largest = Math.max(largest, Math.abs(weight));
    }
    double limit = Math.sqrt(6.0 / 48);
    assertThat(largest).isBetween((float) (0.95 * limit), (float) (1.000001 * limit));
    assertThat(grown.model().weights().get("conv2-deeper/bias").toArray()).containsOnly(0);
    assertThat(grown.preserves()).isEqualTo(Preserves.NOWHERE);
    List<NamedOp> added = List.of(new NamedOp("x", Conv2d.same(8, 3)), new NamedOp("n", NORM));
    Grown normalised = Deepen.randomInit(TEACHER, "relu1", added, Init.HE, new Philox(3, 0));
    assertThat(normalised.unmeasured().get("n")).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /** Whatever is put behind what was added, the names begin as behind the first of them. */
  @Example
  void namesHaveOneStem() {
    Statistics statistics = new Statistics(new double[8], new double[8]);
    Model student = Deepen.copy(TEACHER, "conv2").model();
    student = Deepen.copy(student, "conv2-deeper").model();
    student = Deepen.normalised(student, "conv2-deeper2-relu", statistics).model();
    student = Deepen.net2deeper(student, "conv2-deeper3").model();
    student =
        DeepenResidual.behind(student, "conv2-deeper3-relu", ResidualStart.ZERO, new Philox(1, 0))
            .model();
    assertThat(student.spec().nodes().subList(5, student.spec().nodes().size() - 2))
        .extracting(Node::name)
        .containsExactly(
            "conv2-deeper",
            "conv2-deeper-relu",
            "conv2-deeper2",
            "conv2-deeper2-relu",
            "conv2-deeper3",
            "conv2-deeper4",
            "conv2-deeper3-norm",
            "conv2-deeper3-relu",
            "conv2-deeper5",
            "conv2-deeper5-norm",
            "conv2-deeper5-relu",
            "conv2-deeper5-conv2",
            "conv2-deeper5-norm2",
            "conv2-deeper5-add",
            "conv2-deeper5-relu2");
  }
}
