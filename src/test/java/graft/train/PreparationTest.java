package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.model.Weights;
import graft.nn.BatchRows;
import graft.nn.Passes;
import graft.nn.Sgd;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a warm-up moves must not show after a load; the eager steps have no warm-up. */
class PreparationTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Batches BATCHES = Batches.of(70, 16);
  private static final Model MODEL = SmallNetworks.untrained(28, 10);
  private static ResidentData data;

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
    private final NetworkState state =
        NetworkState.trained(
            DEVICE, MODEL.spec(), Passes.training(BATCHES.sizes()), Sgd.of(0.01f, 0.9f), tally);
    private final DatasetSweep sweep;

    Rig(boolean graph) {
      StepCalls calls = new StepCalls(DEVICE, state, data, rows, tally);
      sweep =
          new DatasetSweep(
              DEVICE, state, graph, tally, batch -> calls.training(batch, Augmentation.NONE, 1));
    }

    Outcome run() {
      Tally.Reading end = sweep.run((reading, seconds) -> {});
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

  private static Outcome eager() {
    try (Rig rig = new Rig(false)) {
      rig.state.load(MODEL.weights());
      return rig.run();
    }
  }

  @Test
  void aLoadAfterTheWarmUpGivesTheBitsOfAnEagerRun() {
    Outcome expected = eager();
    assertThat(expected.count()).isEqualTo(5);
    try (Rig rig = new Rig(true)) {
      rig.state.load(MODEL.weights());
      rig.sweep.warmUp();
      rig.state.load(MODEL.weights());
      assertThat(rig.trainingSteps()).isZero();
      assertThat(rig.run()).isEqualTo(expected);
    }
  }

  @Test
  void aSecondLoadForgetsTheFirstTraining() {
    try (Rig rig = new Rig(false)) {
      rig.state.load(MODEL.weights());
      Outcome first = rig.run();
      rig.state.load(MODEL.weights());
      assertThat(rig.run()).isEqualTo(first);
    }
  }

  /** The counter-test: without the second load the sweeps differ. */
  @Test
  void trainingOnGivesOtherBits() {
    try (Rig rig = new Rig(false)) {
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
    try (Rig rig = new Rig(true)) {
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
    assertThatThrownBy(() -> rig.sweep.run((reading, seconds) -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "the network on the device is used before weights are loaded, expected a load first");
    assertThatThrownBy(rig.state::weights).isInstanceOf(IllegalStateException.class);
  }
}
