package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.reference.ReferencePass;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.assertj.core.data.Offset;

class DeepenResidualTest {
  private static final Model TEACHER = SmallResidual.normalised(1);
  private static final List<Integer> ALL_CHANNELS = IntStream.range(0, 8).boxed().toList();

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  @Property(tries = 100, shrinking = ShrinkingMode.OFF)
  void zeroIsExactBehindEveryNodeOfAChain(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    zeroIsExact(spec, seed);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void zeroIsExactBehindEveryNodeOfAGraph(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    zeroIsExact(spec, seed);
  }

  private static void zeroIsExact(NetworkSpec spec, long seed) {
    Model teacher = TestNetworks.model(spec, seed);
    for (Node node : spec.nodes()) {
      GrowthPlan plan = behind(teacher, node.name(), ResidualStart.ZERO);
      assertThat(plan.student().nodes()).hasSizeGreaterThanOrEqualTo(spec.nodes().size() + 4);
      GrowthProof.of(teacher, plan, seed).holds(Preserves.EVERYWHERE);
    }
  }

  @Property(tries = 20)
  void theOtherStartsDoNotPreserve(@ForAll long seed) {
    for (Model teacher : List.of(SmallResidual.normalised(seed), SmallResidual.plain(seed))) {
      boolean relu = teacher.spec().consumersOf("sum").get(0).op() instanceof Relu;
      String end = relu ? "sum-relu" : "sum";
      for (ResidualStart start :
          List.of(ResidualStart.GAUSSIAN, ResidualStart.COPY, ResidualStart.INTERPOLATE)) {
        GrowthProof.of(teacher, behind(teacher, end, start), seed).changesTheFunction();
      }
    }
  }

  @Example
  void buildsABlockAsTheNetworksAre() {
    Grown grown = grown(TEACHER, "sum-relu", ResidualStart.ZERO);
    NetworkSpec spec = grown.model().spec();

    Conv2d conv = Conv2d.same(8, 3).withoutBias();
    assertThat(spec.nodes().subList(10, 17))
        .containsExactly(
            new Node("sum-relu-deeper", conv, List.of("sum-relu")),
            new Node("sum-relu-deeper-norm", SmallResidual.NORM, List.of("sum-relu-deeper")),
            new Node("sum-relu-deeper-relu", new Relu(), List.of("sum-relu-deeper-norm")),
            new Node("sum-relu-deeper-conv2", conv, List.of("sum-relu-deeper-relu")),
            new Node("sum-relu-deeper-norm2", SmallResidual.NORM, List.of("sum-relu-deeper-conv2")),
            new Node(
                "sum-relu-deeper-add", new Add(), List.of("sum-relu", "sum-relu-deeper-norm2")),
            new Node("sum-relu-deeper-relu2", new Relu(), List.of("sum-relu-deeper-add")));
    assertThat(spec.node("flatten").inputs()).containsExactly("sum-relu-deeper-relu2");
    assertThat(grown.unmeasured())
        .containsOnly(
            Map.entry("sum-relu-deeper-norm", ALL_CHANNELS),
            Map.entry("sum-relu-deeper-norm2", ALL_CHANNELS));
    assertThat(grown.notFollowable()).isPresent();
    assertThat(grown.origins().keySet())
        .containsExactlyInAnyOrderElementsOf(TEACHER.weights().names());
    assertThat(values(grown, "sum-relu-deeper-norm2/gamma")).containsOnly(0);
    assertThat(values(grown, "sum-relu-deeper-norm2/beta")).containsOnly(0);
    assertThat(values(grown, "sum-relu-deeper-norm2/variance")).containsOnly(1);
    assertThat(values(grown, "sum-relu-deeper-norm/gamma")).containsOnly(1);
    for (String kernel : List.of("sum-relu-deeper/kernel", "sum-relu-deeper-conv2/kernel")) {
      double largest = 0;
      for (double weight : values(grown, kernel)) {
        largest = Math.max(largest, Math.abs(weight));
      }
      // He's limit; the largest of 576 is near it.
      assertThat(largest).isBetween(0.95 * Math.sqrt(6.0 / 72), 1.000001 * Math.sqrt(6.0 / 72));
    }
  }

  @Example
  void aNodeThatCanBeNegativeGetsNoReluAndNoNormWhereThereIsNone() {
    Model teacher = SmallResidual.plain(2);
    Grown grown = grown(teacher, "sum", ResidualStart.ZERO);
    assertThat(grown.model().spec().nodes().subList(4, 8))
        .extracting(Node::op)
        .containsExactly(Conv2d.same(8, 3), new Relu(), Conv2d.same(8, 3), new Add());
    assertThat(values(grown, "sum-deeper-conv2/kernel")).containsOnly(0);
    assertThat(values(grown, "sum-deeper-conv2/bias")).containsOnly(0);
    assertThat(values(grown, "sum-deeper/kernel")).doesNotContain(0);
    assertThat(grown.unmeasured()).isEmpty();

    Grown features = grown(TEACHER, "flatten", ResidualStart.ZERO);
    assertThat(features.model().spec().nodes().subList(11, 16))
        .extracting(Node::op)
        .containsExactly(new Dense(160), new Relu(), new Dense(160), new Add(), new Relu());
    assertThat(values(features, "flatten-deeper-dense2/kernel")).containsOnly(0);
  }

  @Example
  void drawsGaussiansWithHesDeviation() {
    Grown grown = grown(TEACHER, "stem2", ResidualStart.GAUSSIAN);
    for (String kernel : List.of("stem2-deeper/kernel", "stem2-deeper-conv2/kernel")) {
      double squares = 0;
      double[] drawn = values(grown, kernel);
      for (double weight : drawn) {
        squares += weight * weight / drawn.length;
      }
      // Of 576 squares the mean is off by a twentieth or so.
      assertThat(squares).isBetween(0.7 * 2 / 72, 1.3 * 2 / 72);
    }
    assertThat(values(grown, "stem2-deeper-norm2/gamma")).containsOnly(1);
    assertThat(grown.unmeasured().keySet())
        .containsExactly("stem2-deeper-norm", "stem2-deeper-norm2");
  }

  @Example
  void copiesTheBlockInFrontWithItsWeights() {
    Grown grown = grown(TEACHER, "sum-relu", ResidualStart.COPY);
    NetworkSpec spec = grown.model().spec();
    assertThat(spec.nodes().subList(10, 17))
        .extracting(Node::name)
        .containsExactly(
            "sum-relu-deeper",
            "sum-relu-deeper-norm",
            "sum-relu-deeper-relu",
            "sum-relu-deeper-conv2",
            "sum-relu-deeper-norm2",
            "sum-relu-deeper-add",
            "sum-relu-deeper-relu2");
    assertThat(spec.node("sum-relu-deeper-conv2").op()).isEqualTo(Conv2d.same(8, 1).withoutBias());
    assertThat(spec.node("sum-relu-deeper-add").inputs())
        .containsExactly("sum-relu-deeper-norm2", "sum-relu");
    assertCopied(grown, "a", "sum-relu-deeper", 1);
    assertCopied(grown, "a1", "sum-relu-deeper-norm", 1);
    assertCopied(grown, "b", "sum-relu-deeper-conv2", 1);
    assertCopied(grown, "b1", "sum-relu-deeper-norm2", 1);
    assertThat(grown.origins().keySet())
        .containsExactlyInAnyOrderElementsOf(TEACHER.weights().names());
    assertThat(grown.unmeasured()).isEmpty();
  }

  /** Two steps half as long: the first of them leads half-way to where the teacher went. */
  @Example
  void interpolatesByHalvesOfBothBranches() {
    Grown grown = grown(TEACHER, "sum-relu", ResidualStart.INTERPOLATE);
    assertCopied(grown, "a1", "sum-relu-deeper-norm", 1);
    assertCopied(grown, "b", "sum-relu-deeper-conv2", 1);
    assertCopied(grown, "b1", "sum-relu-deeper-norm2", 0.5);
    leadsHalfWay(TEACHER, "sum-relu", "stem2");

    Model plain = SmallResidual.plain(3); // a ReLU ends its branch, behind a convolution
    Grown grownPlain = grown(plain, "sum", ResidualStart.INTERPOLATE);
    assertThat(values(grownPlain, "a/bias")).isEqualTo(values(grownPlain, "sum-deeper/bias"));
    leadsHalfWay(plain, "sum", "stem");
    assertThat(grown.origins().get("b1/gamma")).isEqualTo(Origin.same("b1/gamma"));
  }

  private static void leadsHalfWay(Model teacher, String end, String shortcut) {
    GrowthProof proof = GrowthProof.of(teacher, behind(teacher, end, ResidualStart.INTERPOLATE), 5);
    double[] x = proof.teacherValues(ReferencePass.INFERENCE).get(shortcut);
    double[] whole = proof.teacherValues(ReferencePass.INFERENCE).get("sum");
    double[] half = proof.values(ReferencePass.INFERENCE).get("sum");
    for (int i = 0; i < x.length; i++) {
      assertThat(half[i]).isCloseTo((x[i] + whole[i]) / 2, Offset.offset(1e-12));
    }
  }

  /** Gamma and beta times a factor, all else as it was. */
  private static void assertCopied(Grown grown, String original, String copy, double factor) {
    for (NodeParameter parameter : TEACHER.spec().parametersOf(TEACHER.spec().node(original))) {
      String role = parameter.role();
      boolean scale = List.of(BatchNorm.GAMMA, BatchNorm.BETA).contains(role);
      double[] expected = Numbers.of(TEACHER.weights().get(original, role));
      for (int i = 0; i < expected.length; i++) {
        expected[i] *= scale ? factor : 1;
      }
      assertThat(values(grown, NodeParameter.name(copy, role))).as(role).isEqualTo(expected);
      assertThat(values(grown, NodeParameter.name(original, role))).as(role).isEqualTo(expected);
    }
  }

  @Example
  void refusesToCopyWhatIsNoResidualBlock() {
    for (ResidualStart start : List.of(ResidualStart.COPY, ResidualStart.INTERPOLATE)) {
      refuses(
          TEACHER,
          "a2",
          start,
          "node a2 ends no residual block: found BatchNorm 'a1', expected an Add, or the Relu behind one");
    }
    GraphBuilder graph = NetworkSpec.graph(Shape.of(4));
    Source one = graph.add("one", new Dense(4), graph.input());
    Source two = graph.add("two", new Dense(4), graph.input());
    Source sum = graph.add("sum", new Add(), one, two);
    Source beside = graph.add("beside", new Dense(4), sum);
    Source mixed = graph.add("mixed", new Add(), beside, one);
    Source twice = graph.add("twice", new Add(), mixed, mixed);
    Source half = graph.add("half", new Dense(2), twice);
    Source cat = graph.add("cat", new Concat(), half, half);
    Source stacked = graph.add("stacked", new Add(), twice, cat);
    Source fc = graph.add("fc", new Dense(4), stacked);
    Source relu = graph.add("relu", new Relu(), fc);
    Source shared = graph.add("shared", new Add(), stacked, relu);
    Model teacher = TestNetworks.model(graph.build(graph.add("end", new Add(), shared, fc)), 1);
    String expected = "; expected a value, and a branch that reads that value and nothing else";
    String none = "node %s ends no residual block with an identity shortcut: Add '%s' reads %s";
    refuses(
        teacher, "sum", ResidualStart.COPY, none.formatted("sum", "sum", "one, two") + expected);
    refuses(
        teacher,
        "mixed",
        ResidualStart.COPY,
        none.formatted("mixed", "mixed", "beside, one") + expected);
    refuses(
        teacher,
        "twice",
        ResidualStart.COPY,
        none.formatted("twice", "twice", "mixed, mixed") + expected);
    refuses(
        teacher,
        "stacked",
        ResidualStart.INTERPOLATE,
        "the branch that node cat ends cannot be halved: found Concat 'cat', expected a BatchNorm,"
            + " Conv2d or Dense");
    refuses(
        teacher,
        "shared",
        ResidualStart.INTERPOLATE,
        "node fc of the branch cannot be halved: found that relu, end read it, expected one reader");
    refuses(teacher, "nowhere", ResidualStart.ZERO, "no node is named 'nowhere'; there are [one,");
  }

  private static void refuses(Model teacher, String node, ResidualStart start, String message) {
    assertThatThrownBy(() -> DeepenResidual.behind(teacher, node, start, new Philox(1, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private static GrowthPlan behind(Model teacher, String node, ResidualStart start) {
    return DeepenResidual.behind(teacher.spec(), node, start, new Philox(7, 0));
  }

  private static Grown grown(Model teacher, String node, ResidualStart start) {
    return DeepenResidual.behind(teacher, node, start, new Philox(7, 0));
  }

  private static double[] values(Grown grown, String parameter) {
    return Numbers.of(grown.model().weights().get(parameter));
  }
}
