package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.model.Weights;
import graft.nn.AdamW;
import graft.nn.BatchRows;
import graft.nn.Optimizer;
import graft.nn.Passes;
import graft.nn.Sgd;
import graft.tensor.Shape;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a warm-up moves must not show after a load; the eager steps have no warm-up. */
class PreparationTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Batches BATCHES = Batches.of(70, 16);
  private static final Model MODEL = Model.untrained(withAllThatMoves(), 1);
  private static ResidentData data;

  /** Weights, running statistics, and what the count of steps decides. */
  private static NetworkSpec withAllThatMoves() {
    return NetworkSpec.chain(Shape.of(28, 28, 1))
        .then("flatten", new Flatten())
        .then("fc", new Dense(12))
        .then("norm", new BatchNorm())
        .then("relu", new Relu())
        .then("drop", new Dropout(0.25))
        .then("logits", new Dense(10))
        .build();
  }

  @BeforeAll
  static void drawDigits() {
    data = ResidentData.upload(DEVICE, SyntheticDigits.draw("digits", 70, 1));
  }

  @AfterAll
  static void freeData() {
    data.close();
  }

  /** All that lies on the device for a sweep of training. */
  private static final class Rig implements AutoCloseable {
    private final Tally tally = new Tally(DEVICE, BATCHES);
    private final BatchRows rows = new BatchRows(DEVICE, BATCHES.full());
    private final NetworkState state;
    private final DatasetSweep sweep;

    Rig(Optimizer optimizer, boolean graph) {
      state =
          NetworkState.trained(
              DEVICE,
              MODEL.spec(),
              Passes.training(BATCHES.sizes()),
              optimizer,
              Optional.empty(),
              tally);
      StepCalls calls = new StepCalls(DEVICE, state, data, rows, tally);
      TrainingOptions options = TrainingOptions.of(1, BATCHES.full(), optimizer);
      sweep =
          new DatasetSweep(DEVICE, state, graph, tally, batch -> calls.training(batch, options));
    }

    Outcome run() {
      Tally.Reading end = sweep.run(SweepCounts.NONE, (reading, seconds) -> {}, new Cancellation());
      return new Outcome(state.weights(), end, sweep.steps(), trainingSteps());
    }

    long trainingSteps() {
      long[] steps = new long[1];
      DEVICE.stream().download(state.network().steps(), steps);
      return steps[0];
    }

    @Override
    public void close() {
      sweep.close();
      state.close();
      rows.close();
      tally.close();
    }
  }

  /** Momentum shows in the weights from the second step on. */
  private record Outcome(Weights weights, Tally.Reading end, StepRecords steps, long count) {}

  private static Outcome eager(Optimizer optimizer) {
    try (Rig rig = new Rig(optimizer, false)) {
      rig.state.load(MODEL.weights());
      return rig.run();
    }
  }

  static List<Optimizer> optimizers() {
    return List.of(
        Sgd.of(0.01f, 0.9f),
        Sgd.of(0.01f, 0.9f).clippedTo(0.1f),
        AdamW.of(0.01f),
        AdamW.of(0.01f).clippedTo(0.1f));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aLoadAfterTheWarmUpGivesTheBitsOfAnEagerRun(Optimizer optimizer) {
    Outcome expected = eager(optimizer);
    assertThat(expected.count()).isEqualTo(5);
    try (Rig rig = new Rig(optimizer, true)) {
      rig.state.load(MODEL.weights());
      rig.sweep.warmUp();
      rig.state.load(MODEL.weights());
      assertThat(rig.trainingSteps()).isZero();
      assertThat(rig.run()).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void aSecondLoadForgetsTheFirstTraining(Optimizer optimizer) {
    try (Rig rig = new Rig(optimizer, false)) {
      rig.state.load(MODEL.weights());
      Outcome first = rig.run();
      rig.state.load(MODEL.weights());
      assertThat(rig.run()).isEqualTo(first);
    }
  }

  /** The counter-test: without the second load the sweeps differ. */
  @ParameterizedTest
  @MethodSource("optimizers")
  void trainingOnGivesOtherBits(Optimizer optimizer) {
    try (Rig rig = new Rig(optimizer, false)) {
      rig.state.load(MODEL.weights());
      Outcome first = rig.run();
      Outcome second = rig.run();
      assertThat(second.weights()).isNotEqualTo(first.weights());
      assertThat(second.steps()).isNotEqualTo(first.steps());
      assertThat(second.count()).isEqualTo(10);
    }
  }

  @Test
  void nothingIsReadOrTrainedBeforeALoad() {
    try (Rig rig = new Rig(Sgd.of(0.01f, 0.9f), true)) {
      assertRefused(rig);
      assertThatThrownBy(rig.sweep::warmUp).isInstanceOf(IllegalStateException.class);
      rig.state.load(MODEL.weights());
      rig.sweep.warmUp();
      assertRefused(rig);
      rig.state.load(MODEL.weights());
      assertThat(rig.state.weights()).isEqualTo(MODEL.weights());
    }
  }

  private static void assertRefused(Rig rig) {
    assertThatThrownBy(
            () -> rig.sweep.run(SweepCounts.NONE, (reading, seconds) -> {}, new Cancellation()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the network on the device is used before weights are loaded, expected a load first");
    assertThatThrownBy(rig.state::weights).isInstanceOf(IllegalStateException.class);
  }
}
