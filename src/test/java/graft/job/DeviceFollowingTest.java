package graft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.DataSplits;
import graft.model.Model;
import graft.net2net.StateRule;
import graft.net2net.SymmetryBreaking;
import graft.net2net.Widen;
import graft.net2net.Widening;
import graft.nn.AdamW;
import graft.nn.Following;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.train.Checkpoint;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A residual network trains for some steps, grows, and goes on beside its teacher as a training
 * does: by way of a checkpoint, {@link Growth} and {@link TrainingJob}. An epoch is one step, so
 * that each step has its state.
 */
class DeviceFollowingTest {
  private static final int STEPS = 20;
  private static final int IMAGES = 32;

  /** Of the largest logit: float32 over 20 steps. Seen on the software device: 5e-7. */
  private static final double SAME = 1e-4;

  /** Whoever does not follow is off by more; seen: 0.07 to 0.29. */
  private static final double OFF = 0.01;

  private static final DataSplits DATA = SmallResNet.data(IMAGES);
  private static final Samples SAMPLES = Samples.of(DATA.train(), IMAGES);

  @TempDir private static Path folder;

  /** A way to train. */
  record Way(String name, Optimizer optimizer) {
    TrainingOptions options() {
      return TrainingOptions.of(2 * STEPS, IMAGES, optimizer);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Way> ways() {
    return Stream.of(
        new Way("SGD", Sgd.of(0.05f, 0.9f).withWeightDecay(5e-3f)),
        new Way("AdamW", AdamW.of(3e-3f).withWeightDecay(0.1f)));
  }

  /** The states of the teacher after each step, and what grows after {@link #STEPS} of them. */
  private record Begun(List<TrainingState> teacher, Growth growth) {
    static Begun of(Way way) throws IOException {
      Model drawn = Model.untrained(SmallResNet.spec(), 1);
      List<TrainingState> states =
          OnDevice.train(TrainingState.beginning(drawn), way.options(), DATA);
      Path file = folder.resolve(way + ".safetensors");
      Checkpoint.write(states.get(STEPS - 1), file);
      return new Begun(
          states.subList(STEPS - 1, 2 * STEPS), Growth.of(Teacher.read(file, said -> {})));
    }
  }

  /** A node and how many channels it is to have. */
  private record Width(String node, int channels) {}

  /** All groups of the network, one of them twice, by maps that are drawn. */
  private static Growth wider(Growth teacher, SymmetryBreaking breaking) {
    Philox random = new Philox(3, 0);
    Growth growth = teacher;
    for (Width width :
        List.of(
            new Width("a", 11),
            new Width("b", 9),
            new Width("b2", 13),
            new Width("stem", 10),
            new Width("a", 15))) {
      Widening wider =
          Widen.net2wider(growth.model(), width.node(), width.channels(), breaking, random);
      growth = growth.then("widen", Map.of(), wider.grown());
    }
    return growth;
  }

  @ParameterizedTest
  @MethodSource("ways")
  void followsItsTeacherStepByStep(Way way) throws IOException {
    Begun begun = Begun.of(way);
    List<TrainingState> teacher = begun.teacher();
    Growth mapped = wider(begun.growth(), SymmetryBreaking.UNIT_SHARES);
    TrainingState following = mapped.training(STEPS).orElseThrow();
    Following how = following.following().orElseThrow();
    assertThat(how.from()).isEqualTo(STEPS);
    List<TrainingState> student = OnDevice.train(following, way.options(), DATA);
    assertThat(apart(teacher, following, student)).isLessThan(SAME);

    TrainingState kept =
        wider(begun.growth().withState(StateRule.KEPT), SymmetryBreaking.UNIT_SHARES)
            .training(0)
            .orElseThrow();
    TrainingState reset =
        wider(begun.growth().withState(StateRule.RESET), SymmetryBreaking.UNIT_SHARES)
            .training(0)
            .orElseThrow();
    Map<String, TrainingState> others =
        Map.of(
            "not following", mapped.training(0).orElseThrow(),
            "kept", kept,
            "kept, following", kept.withFollowing(how),
            "reset", reset,
            "reset, following", reset.withFollowing(how));
    others.forEach(
        (name, state) -> {
          double apart = apart(teacher, state, OnDevice.train(state, way.options(), DATA));
          assertThat(apart).as(name).isFinite().isGreaterThan(OFF);
        });
  }

  /** The largest difference of the logits in training, before each step and behind the last. */
  private static double apart(
      List<TrainingState> teacher, TrainingState from, List<TrainingState> student) {
    assertThat(student).hasSize(STEPS);
    double apart = apart(teacher.get(0), from);
    for (int step = 0; step < STEPS; step++) {
      TrainingState one = teacher.get(step + 1);
      TrainingState other = student.get(step);
      assertThat(other.steps()).isEqualTo(one.steps());
      apart = Math.max(apart, apart(one, other));
    }
    return apart;
  }

  private static double apart(TrainingState one, TrainingState other) {
    return OnDevice.apart(
        OnDevice.training(one.model(), SmallResNet.PREPROCESSING, SAMPLES),
        OnDevice.training(other.model(), SmallResNet.PREPROCESSING, SAMPLES));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatCannotFollowIsRefused(Way way) throws IOException {
    Growth growth = Begun.of(way).growth();
    assertThatThrownBy(() -> wider(growth, SymmetryBreaking.RANDOM_SHARES).training(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the network cannot follow its teacher: copies have no one share that is common to all who read them");
    assertThatThrownBy(
            () -> wider(growth.withState(StateRule.KEPT), SymmetryBreaking.UNIT_SHARES).training(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only with its optimizer's memory mapped, and it is to be kept");
  }

  /**
   * Copies with equal shares have equal gradients: on the software device to the bit, on a GPU but
   * for rounding, where their filters fall into other tiles of a product. Shares of each weight
   * part them with the first step.
   */
  @ParameterizedTest
  @MethodSource("ways")
  void copiesStayCopiesOnlyWithEqualShares(Way way) throws IOException {
    Begun begun = Begun.of(way);
    for (String node : List.of("a", "b2")) {
      List<Double> equal = copiesApart(begun, way, node, SymmetryBreaking.NONE);
      assertThat(equal).allSatisfy(apart -> assertThat(apart).isLessThan(1e-6));
      List<Double> drawn = copiesApart(begun, way, node, SymmetryBreaking.RANDOM_SHARES);
      assertThat(drawn.get(0)).isZero();
      assertThat(drawn.get(1)).isFinite().isGreaterThan(1e-4);
      assertThat(drawn.get(STEPS)).isFinite().isGreaterThan(drawn.get(1));
    }
  }

  /**
   * Before each step, how far a copy's filter is from its original's, relative to the largest
   * weight.
   */
  private static List<Double> copiesApart(
      Begun begun, Way way, String node, SymmetryBreaking breaking) {
    Growth growth = begun.growth();
    int width = 2 * growth.model().spec().shapeOf(node).last();
    Widening wider = Widen.net2wider(growth.model(), node, width, breaking, new Philox(5, 0));
    TrainingState from = growth.then("widen", Map.of(), wider.grown()).training(0).orElseThrow();
    return Stream.concat(Stream.of(from), OnDevice.train(from, way.options(), DATA).stream())
        .map(state -> copiesApart(state.model(), wider))
        .toList();
  }

  private static double copiesApart(Model model, Widening wider) {
    float[] kernel = model.weights().get(wider.node() + "/kernel").toArray();
    int filter = kernel.length / wider.map().studentWidth();
    float[] originals = new float[kernel.length];
    for (int i = 0; i < kernel.length; i++) {
      originals[i] = kernel[wider.map().teacherUnit(i / filter) * filter + i % filter];
    }
    return OnDevice.apart(originals, kernel);
  }
}
