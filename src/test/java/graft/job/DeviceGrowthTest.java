package graft.job;

import static org.assertj.core.api.Assertions.assertThat;

import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Init;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.TestNetworks;
import graft.net2net.Deepen;
import graft.net2net.DeepenResidual;
import graft.net2net.Enlarge;
import graft.net2net.Grown;
import graft.net2net.Preserves;
import graft.net2net.ResidualStart;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.predict.TrainingLogits;
import graft.random.Philox;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a certificate promises, on the device: grown networks compute what their teachers did, in
 * inference by way of {@link graft.predict.Predictor} and in training by way of {@link
 * TrainingLogits}, where the transforms say so, and not where they do not.
 */
class DeviceGrowthTest {
  /** Of the largest logit: float32 sums of other terms in another order. */
  private static final double ONE = 1e-5;

  private static final double CHAIN = 3e-5;

  /** What is not preserved is off by far more; a mean over pixels hides most of it. */
  private static final double CHANGED = 1e-4;

  private static final NetworkSpec RESNET = SmallResNet.spec();
  private static final Samples COLOURS = Samples.of(SmallResNet.data(64).train(), 64);

  private static final Measurement MEASUREMENT =
      new Measurement(OnDevice.DEVICE, SmallResNet.PREPROCESSING, COLOURS, 32);

  /** A transform of the residual network. */
  private interface Transform extends BiFunction<Model, Philox, Grown> {}

  private static final Map<String, Transform> EVERYWHERE = new LinkedHashMap<>();
  private static final Map<String, Transform> INFERENCE = new LinkedHashMap<>();
  private static final Map<String, Transform> NOWHERE = new LinkedHashMap<>();

  static {
    for (SymmetryBreaking breaking :
        List.of(
            SymmetryBreaking.NONE,
            SymmetryBreaking.RANDOM_SHARES,
            SymmetryBreaking.UNIT_SHARES,
            SymmetryBreaking.ZERO_SUM_NOISE)) {
      for (String node : List.of("stem", "b", "c")) {
        EVERYWHERE.put(node + ", " + breaking, widened(node, breaking));
      }
    }
    EVERYWHERE.put("new units of a", (it, random) -> Widen.newUnits(it, "a", 11, Init.HE, random));
    EVERYWHERE.put(
        "new units of a sum", (it, random) -> Widen.newUnits(it, "a2", 9, Init.HE, random));
    EVERYWHERE.put("deeper stem", (it, random) -> Deepen.net2deeper(it, "stem"));
    EVERYWHERE.put("deeper c", (it, random) -> Deepen.net2deeper(it, "c"));
    EVERYWHERE.put(
        "residual",
        (it, random) -> DeepenResidual.behind(it, "a-sum-relu", ResidualStart.ZERO, random));
    EVERYWHERE.put("5 x 5 of a", (it, random) -> Enlarge.kernel(it, "a", 5, 5));
    EVERYWHERE.put("3 x 3 of c", (it, random) -> Enlarge.kernel(it, "c", 3, 3));
    EVERYWHERE.put("4 x 3 of b", (it, random) -> Enlarge.kernel(it, "b", 4, 3));
    for (String node : List.of("stem", "a", "b")) {
      INFERENCE.put(
          "normalised behind " + node,
          (it, random) ->
              Deepen.normalised(
                  it, node, MEASUREMENT.of(it, Deepen.normalisedBehind(RESNET, node))));
    }
    NOWHERE.put("noise", widened("b", SymmetryBreaking.EXAMPLE_NOISE));
    NOWHERE.put("random pad", (it, random) -> Widen.randomPad(it, "a", 12, random));
    NOWHERE.put("random units", (it, random) -> Widen.randomInit(it, "stem", 12, Init.HE, random));
    NOWHERE.put("random layer", (it, random) -> Deepen.randomInit(it, "b", random));
    NOWHERE.put("copied block", (it, random) -> Deepen.copy(it, "a"));
    for (ResidualStart start :
        List.of(ResidualStart.GAUSSIAN, ResidualStart.COPY, ResidualStart.INTERPOLATE)) {
      NOWHERE.put(
          "residual, " + start,
          (it, random) -> DeepenResidual.behind(it, "a-sum-relu", start, random));
    }
  }

  private static Transform widened(String node, SymmetryBreaking breaking) {
    return (teacher, random) -> {
      int width = 2 * teacher.spec().shapeOf(node).last() - 1;
      return Widen.net2wider(teacher, node, width, breaking, random).grown();
    };
  }

  static Stream<String> everywhere() {
    return EVERYWHERE.keySet().stream();
  }

  static Stream<String> inference() {
    return INFERENCE.keySet().stream();
  }

  static Stream<String> nowhere() {
    return NOWHERE.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("everywhere")
  void preservesInBothModes(String name) {
    Growth growth = grown(EVERYWHERE.get(name));
    assertThat(growth.preserves()).isEqualTo(Preserves.EVERYWHERE);
    assertThat(apart(growth, false)).isLessThan(ONE);
    assertThat(apart(growth, true)).isLessThan(ONE);
    Certificate certificate = certificate(growth);
    assertThat(certificate.holds()).isTrue();
    assertThat(certificate.training().orElseThrow().isNone()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("inference")
  void preservesInInferenceOnly(String name) {
    Growth growth = grown(INFERENCE.get(name));
    assertThat(growth.preserves()).isEqualTo(Preserves.INFERENCE);
    assertThat(apart(growth, false)).isLessThan(ONE);
    assertThat(apart(growth, true)).isFinite().isGreaterThan(CHANGED);
    Certificate certificate = certificate(growth);
    assertThat(certificate.holds()).isTrue();
    assertThat(certificate.training().orElseThrow().isNone()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("nowhere")
  void changesTheFunction(String name) {
    Growth growth = grown(NOWHERE.get(name));
    assertThat(growth.preserves()).isEqualTo(Preserves.NOWHERE);
    assertThat(apart(growth, false)).isFinite().isGreaterThan(CHANGED);
    assertThat(apart(growth, true)).isFinite().isGreaterThan(CHANGED);
    assertThat(certificate(growth).inference().isNone()).isFalse();
  }

  /** What the model is made of is its own: the teacher has the bits that it had. */
  private static Growth grown(Transform transform) {
    Model teacher = TestNetworks.model(RESNET, 1);
    Growth growth = teacher(teacher, SmallResNet.PREPROCESSING).measuring(MEASUREMENT);
    Growth grown = growth.then("grow", Map.of(), transform.apply(teacher, new Philox(2, 0)));
    assertThat(teacher).isEqualTo(TestNetworks.model(RESNET, 1));
    assertThat(grown.model().spec()).isNotEqualTo(RESNET);
    return grown;
  }

  static Growth teacher(Model model, Preprocessing preprocessing) {
    List<String> names = Stream.generate(() -> "class").limit(classes(model)).toList();
    ModelFile file = ModelFile.of(model, preprocessing, names);
    return Growth.of(
        new Teacher(
            file, Optional.empty(), new Lineage.Parent("teacher.safetensors", "0".repeat(64))));
  }

  private static int classes(Model model) {
    return model.spec().outputShape().elements();
  }

  private static double apart(Growth growth, boolean training) {
    return apart(growth, COLOURS, training);
  }

  private static double apart(Growth growth, Samples samples, boolean training) {
    Model before = growth.teacher().file().model();
    Preprocessing preprocessing = growth.teacher().file().preprocessing();
    return training
        ? OnDevice.apart(
            OnDevice.training(before, preprocessing, samples),
            OnDevice.training(growth.model(), preprocessing, samples))
        : OnDevice.apart(
            OnDevice.inference(before, preprocessing, samples),
            OnDevice.inference(growth.model(), preprocessing, samples));
  }

  private static Certificate certificate(Growth growth) {
    return Certificate.of(
        OnDevice.DEVICE, growth.teacher().file(), growth.file(), growth.preserves(), COLOURS);
  }

  @Provide
  Arbitrary<NetworkSpec> chains() {
    return TestNetworks.chains().filter(spec -> spec.input().rank() == 3);
  }

  @Provide
  Arbitrary<NetworkSpec> graphs() {
    return TestNetworks.graphs().filter(spec -> spec.input().rank() == 3);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void oneTransformOfAChain(@ForAll("chains") NetworkSpec spec, @ForAll long seed) {
    grows(spec, seed, 1, ONE);
  }

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void oneTransformOfAGraph(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    grows(spec, seed, 1, ONE);
  }

  @Property(tries = 20, shrinking = ShrinkingMode.OFF)
  void manyTransformsOfAGraph(@ForAll("graphs") NetworkSpec spec, @ForAll long seed) {
    grows(spec, seed, 4, CHAIN);
  }

  private static void grows(NetworkSpec spec, long seed, int transforms, double tolerance) {
    Samples samples = Samples.ofPixels(spec.input());
    Preprocessing preprocessing = Preprocessing.scaled(spec.input().last());
    Measurement measurement = new Measurement(OnDevice.DEVICE, preprocessing, samples, 32);
    Growth growth = teacher(TestNetworks.model(spec, seed), preprocessing).measuring(measurement);
    RandomGrowth random = new RandomGrowth(measurement, new Philox(seed, 0));
    for (int i = 0; i < transforms; i++) {
      growth = random.grow(growth);
    }
    String how = growth.file().lineage().transforms() + " of " + spec;
    assertThat(growth.preserves()).as(how).isNotEqualTo(Preserves.NOWHERE);
    assertThat(apart(growth, samples, false)).as(how).isLessThan(tolerance);
    if (growth.preserves() == Preserves.EVERYWHERE && TrainingLogits.areDetermined(spec)) {
      assertThat(apart(growth, samples, true)).as("in training: " + how).isLessThan(tolerance);
    }
    assertThat(growth.teacher().file().model()).isEqualTo(TestNetworks.model(spec, seed));
  }
}
