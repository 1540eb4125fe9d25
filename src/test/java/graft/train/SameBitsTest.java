package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ChannelStatistics;
import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.model.TestNetworks;
import graft.nn.BatchRows;
import graft.nn.Mode;
import graft.nn.Passes;
import graft.predict.Predictor;
import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

/** A prediction computes what an evaluation computes, to the bit, its short last batch too. */
class SameBitsTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final ImageDataset DIGITS = SyntheticDigits.draw("digits", 70, 1);
  private static final Model MODEL =
      TestNetworks.model(
          NetworkSpec.chain(Shape.of(28, 28, 1))
              .then("conv1", Conv2d.same(8, 3))
              .then("pool", new MaxPool2d(2, 2))
              .then("conv2", Conv2d.same(12, 3))
              .then("norm", new BatchNorm())
              .then("relu", new Relu())
              .then("flatten", new Flatten())
              .then("drop", new Dropout(0.25))
              .then("logits", new Dense(10))
              .build(),
          1);

  /** The logits of each step of a captured evaluation, {@code [N, classes]}. */
  private static float[] evaluated(Preprocessing preprocessing, Batches batches) {
    float[] logits = new float[DIGITS.count() * 10];
    try (ResidentData data = ResidentData.upload(DEVICE, DIGITS, preprocessing);
        NetworkState state =
            NetworkState.evaluated(DEVICE, MODEL.spec(), Passes.inference(batches.sizes()));
        BatchRows rows = new BatchRows(DEVICE, batches.full());
        Tally tally = new Tally(DEVICE, batches)) {
      state.load(MODEL.weights());
      StepCalls calls = new StepCalls(DEVICE, state, data, rows, tally);
      int done = 0;
      for (int step = 0; step < batches.steps(); step++) {
        int count = batches.rowsOf(step);
        try (Replay replay = Replay.captured(DEVICE, calls.evaluation(count))) {
          int[] position = {done};
          replay.warmUp();
          tally.reset(); // a step of its own writes where the steps that are counted end
          DEVICE.stream().upload(position, tally.position());
          replay.enqueue();
          float[] some = new float[count * 10];
          DEVICE.stream()
              .download(state.network().pass(Mode.INFERENCE, count).logits().pointer(), some);
          System.arraycopy(some, 0, logits, done * 10, some.length);
          done += count;
        }
      }
    }
    return logits;
  }

  private static void assertSameBits(Preprocessing preprocessing, int batch) {
    try (Predictor predictor = Predictor.of(DEVICE, MODEL, preprocessing, batch)) {
      assertThat(predictor.predict(DIGITS).logits())
          .isEqualTo(evaluated(preprocessing, Batches.of(DIGITS.count(), batch)));
    }
  }

  @Test
  void scaledPixels() {
    assertSameBits(Preprocessing.scaled(1), 16);
    assertSameBits(Preprocessing.scaled(1), 70);
    assertSameBits(Preprocessing.scaled(1), 100);
  }

  @Test
  void normalisedPixels() {
    ChannelStatistics found = ChannelStatistics.of(DIGITS);
    assertSameBits(new Preprocessing(found.mean(), found.deviation()), 16);
  }
}
