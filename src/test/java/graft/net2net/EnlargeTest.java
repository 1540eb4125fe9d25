package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.ChannelFlow;
import graft.model.Concat;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.GraphBuilder;
import graft.model.GraphBuilder.Source;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.Padding;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.random.Philox;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

class EnlargeTest {
  private static final Model TEACHER = TestNetworks.model(TestNetworks.smallTeacher(4, 3, 6), 1);

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains();
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs();
  }

  /** Whatever window, stride, image and padding. */
  @Example
  void windowsOfAllKindsGrowExactly() {
    List<Padding> paddings =
        List.of(Padding.SAME, Padding.VALID, Padding.all(1), Padding.explicit(0, 2, 1, 0));
    List<Shape> images =
        List.of(Shape.of(3, 7, 2), Shape.of(4, 4, 2), Shape.of(5, 3, 2), Shape.of(8, 6, 2));
    int combinations = 0;
    for (Padding padding : paddings) {
      for (Shape image : images) {
        for (int stride = 1; stride <= 3; stride++) {
          for (int height = 1; height <= 3; height++) {
            for (int more = 1; more <= 4; more++) {
              int width = 1 + (height + 1) % 3;
              NetworkSpec spec =
                  NetworkSpec.chain(image)
                      .then("conv", new Conv2d(3, height, width, stride, padding))
                      .then("flatten", new Flatten())
                      .build();
              Model teacher = TestNetworks.model(spec, ++combinations);
              GrowthPlan plan =
                  Enlarge.kernel(spec, "conv", height + more, width + (more + height) % 4);
              assertThat(plan.student().outputShape()).isEqualTo(spec.outputShape());
              GrowthProof.of(teacher, plan, combinations).holds(Preserves.EVERYWHERE);
            }
          }
        }
      }
    }
    assertThat(combinations).isEqualTo(576);
  }

  @Property(tries = 60, shrinking = ShrinkingMode.OFF)
  void windowsGrowInChains(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    windowsGrow(spec, seed);
  }

  @Property(tries = 40, shrinking = ShrinkingMode.OFF)
  void windowsGrowInGraphs(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    windowsGrow(spec, seed);
  }

  private static void windowsGrow(NetworkSpec spec, long seed) {
    Philox random = new Philox(seed, 0);
    Model teacher = TestNetworks.model(spec, seed);
    for (Node node : spec.nodes()) {
      if (node.op() instanceof Conv2d conv) {
        int height = conv.kernelHeight() + 1 + random.nextInt(3);
        int width = conv.kernelWidth() + random.nextInt(3);
        GrowthPlan plan = Enlarge.kernel(spec, node.name(), height, width);
        GrowthProof.of(teacher, plan, seed).holds(Preserves.EVERYWHERE);
      }
    }
  }

  @Example
  void paddingGrowsWithTheWindow() {
    checkPadding(Padding.VALID, 5, 5, Padding.all(1));
    checkPadding(Padding.VALID, 4, 3, Padding.explicit(0, 1, 0, 0));
    checkPadding(Padding.VALID, 3, 4, Padding.explicit(0, 0, 0, 1));
    checkPadding(Padding.explicit(2, 0, 0, 1), 5, 6, Padding.explicit(3, 1, 1, 3));
    checkPadding(Padding.SAME, 5, 5, Padding.SAME);
  }

  private static void checkPadding(Padding before, int height, int width, Padding after) {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(6, 6, 1))
            .then("conv", new Conv2d(1, 3, 3, 1, before, false))
            .build();
    Conv2d larger = new Conv2d(1, height, width, 1, after, false);
    assertThat(Enlarge.kernel(TestNetworks.model(spec, 1), "conv", height, width).model().spec())
        .isEqualTo(NetworkSpec.chain(Shape.of(6, 6, 1)).then("conv", larger).build());
  }

  /** New taps begin with a mean of 0, and with their unit's mean of squares. */
  @Example
  void whatTheOptimiserRemembersMovesAlong() {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(3, 3, 1))
            .then("conv", new Conv2d(2, 1, 2, 1, Padding.VALID, true))
            .build();
    Model teacher = TestNetworks.model(spec, 1);
    Grown grown = Enlarge.kernel(teacher, "conv", 2, 4);
    assertThat(grown.origins().get("conv/bias")).isEqualTo(Origin.same("conv/bias"));
    assertThat(grown.origins().get("conv/kernel"))
        .isEqualTo(
            Origin.same("conv/kernel")
                .along(1, FeatureMap.of(1, new int[] {0, FeatureMap.NEW}))
                .along(2, FeatureMap.of(2, new int[] {FeatureMap.NEW, 0, 1, FeatureMap.NEW})));
    assertThat(grown.notFollowable()).isPresent();
    Map<String, HostTensor> before =
        Map.of("conv/kernel", HostTensor.of(Shape.of(2, 1, 2, 1), new float[] {1, 3, 5, 9}));
    StateGrowth state = new StateGrowth(grown, StateRule.MAPPED);
    assertThat(state.moments(before, 1).get("conv/kernel").toArray())
        .containsExactly(0, 1, 3, 0, 0, 0, 0, 0, 0, 5, 9, 0, 0, 0, 0, 0);
    assertThat(state.moments(before, 2).get("conv/kernel").toArray())
        .containsExactly(2, 1, 3, 2, 2, 2, 2, 2, 7, 5, 9, 7, 7, 7, 7, 7);
  }

  @Example
  void originsAreValues() {
    Origin origin = Origin.same("a").along(0, FeatureMap.identity(2));
    assertThat(origin)
        .isEqualTo(Origin.same("a").along(0, FeatureMap.identity(2)))
        .isNotEqualTo(Origin.same("a").along(0, FeatureMap.identity(3)))
        .isNotEqualTo(Origin.same("a").along(1, FeatureMap.identity(2)))
        .isNotEqualTo(Origin.same("a"))
        .hasToString("a along [0]");
    assertThat(Origin.same("a")).hasToString("a");
  }

  @Example
  void refusesWindowsThatDoNotGrow() {
    refuses(
        () -> Enlarge.kernel(TEACHER, "conv1", 3, 3),
        "node conv1 has a window of 3 x 3, which cannot be enlarged to 3 x 3; expected a larger one");
    refuses(() -> Enlarge.kernel(TEACHER, "conv1", 5, 2), "node conv1 has a window of 3 x 3");
    refuses(() -> Enlarge.kernel(TEACHER, "conv1", 2, 5), "node conv1 has a window of 3 x 3");
    refuses(
        () -> Enlarge.kernel(TEACHER, "pool1", 3, 3),
        "node pool1 (MaxPool2d) has no window with weights; expected a Conv2d");
    refuses(() -> Enlarge.kernel(TEACHER, "conv9", 5, 5), "no node is named 'conv9'");
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void inputsGrowInChains(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    inputsGrow(spec, seed);
  }

  @Property(tries = 150, shrinking = ShrinkingMode.OFF)
  void inputsGrowInGraphs(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    inputsGrow(spec, seed);
  }

  private static void inputsGrow(NetworkSpec spec, long seed) {
    int channels = spec.input().last() + 1 + new Philox(seed, 0).nextInt(3);
    GrowthPlan plan;
    try {
      plan = Enlarge.inputs(spec, channels);
    } catch (IllegalArgumentException refused) {
      assertThat(refused).hasMessageStartingWith("the input's channels are ");
      assertThat(reachesASumOrTheOutput(spec, NetworkSpec.INPUT)).isTrue();
      return;
    }
    Model teacher = TestNetworks.model(spec, seed);
    GrowthProof.ofMoreInputs(teacher, plan, seed).holds(plan.preserves());
    boolean drops = reachesADropout(spec, NetworkSpec.INPUT);
    assertThat(plan.preserves()).isEqualTo(drops ? Preserves.INFERENCE : Preserves.EVERYWHERE);
  }

  /** What is dropped follows from where an element stands, and they stand elsewhere. */
  private static boolean reachesADropout(NetworkSpec spec, String value) {
    return spec.consumersOf(value).stream()
        .filter(node -> !(spec.flowOf(node) instanceof ChannelFlow.Makes))
        .anyMatch(node -> node.op() instanceof Dropout || reachesADropout(spec, node.name()));
  }

  private static boolean reachesASumOrTheOutput(NetworkSpec spec, String value) {
    List<Node> readers = spec.consumersOf(value);
    return readers.isEmpty()
        || readers.stream()
            .filter(node -> !(spec.flowOf(node) instanceof ChannelFlow.Makes))
            .anyMatch(
                node -> node.op() instanceof Add || reachesASumOrTheOutput(spec, node.name()));
  }

  /** Normalised, flattened, stacked and summed with itself; exact in training too. */
  @Example
  void inputsGrowThroughAllThatKeepsThemApart() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(2, 2, 1));
    Source norm = graph.add("norm", new BatchNorm(), graph.input());
    Source twice = graph.add("twice", new Concat(), norm, graph.input());
    Source sum = graph.add("sum", new Add(), twice, graph.add("relu", new Relu(), twice));
    Source conv = graph.add("conv", Conv2d.same(3, 2), sum);
    Source flat = graph.add("flat", new Flatten(), sum);
    Source fc = graph.add("fc", new Dense(2), flat);
    Source both = graph.add("both", new Concat(), graph.add("flat2", new Flatten(), conv), fc);
    NetworkSpec spec = graph.build(graph.add("logits", new Dense(2), both));
    Model teacher = TestNetworks.model(spec, 1);

    GrowthProof.ofMoreInputs(teacher, Enlarge.inputs(spec, 2), 1).holds(Preserves.EVERYWHERE);

    Grown grown = Enlarge.inputs(teacher, 2);
    float[] old = teacher.weights().get("fc/kernel").toArray(); // [8, 2]
    assertThat(grown.model().weights().get("fc/kernel").toArray()) // [16, 2], each old row, new row
        .startsWith(old[0], old[1], 0, 0, old[2], old[3], 0, 0, old[4], old[5], 0, 0);
    assertThat(grown.model().weights().get("norm/gamma").toArray())
        .containsExactly(teacher.weights().get("norm/gamma").get(0), 1);
    assertThat(grown.model().weights().get("norm/mean").toArray())
        .containsExactly(teacher.weights().get("norm/mean").get(0), 0);
    assertThat(grown.unmeasured()).containsExactly(Map.entry("norm", List.of(1)));
    FeatureMap pair = FeatureMap.of(2, new int[] {0, FeatureMap.NEW, 1, FeatureMap.NEW});
    assertThat(grown.origins().get("conv/kernel"))
        .isEqualTo(Origin.same("conv/kernel").along(3, pair));
    assertThat(grown.origins().get("logits/kernel").isSame()).isTrue();
    assertThat(grown.notFollowable()).isPresent();
  }

  @Example
  void refusesInputsThatAreMoreThanRead() {
    GraphBuilder graph = NetworkSpec.graph(Shape.of(3));
    Source fc = graph.add("fc", new Dense(3), graph.input());
    Source sum = graph.add("sum", new Add(), fc, graph.input());
    Source other = graph.add("other", new Dense(2), sum);
    NetworkSpec summed = graph.build(graph.add("logits", new Add(), other, other));
    refuses(
        () -> Enlarge.inputs(TestNetworks.model(summed, 1), 4),
        "the input's channels are summed, in sum, with those of fc, and cannot become more;"
            + " expected a Conv2d or Dense between");
    NetworkSpec output =
        NetworkSpec.chain(Shape.of(2, 2, 1))
            .then("relu", new Relu())
            .then("f", new Flatten())
            .build();
    refuses(
        () -> Enlarge.inputs(TestNetworks.model(output, 1), 2),
        "the input's channels are among the outputs, which node f gives, and cannot become more;"
            + " expected a Conv2d or Dense between");
    refuses(
        () -> Enlarge.inputs(TEACHER, 1),
        "the network's input has 1 channels and cannot have 1; expected more than 1");
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }
}
