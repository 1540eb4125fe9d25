package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.random.RandomSequences;
import graft.reference.CrossEntropy;
import graft.reference.ReferenceNetwork;
import org.junit.jupiter.api.Test;

class StepRecordsTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final int SAMPLES = 70;
  private static final int BATCH = 16;

  /** Nothing is learned at rate 0, so each step's loss is that of its samples under one model. */
  @Test
  void holdEachStepsLossAndAccuracy() {
    ImageDataset digits = SyntheticDigits.draw("digits", SAMPLES, 1);
    Model model = SmallNetworks.untrained(28, 10);
    EpochRecord epoch =
        train(digits, model, TrainingOptions.of(1, BATCH, Sgd.of(0, 0)).withSeed(5));

    int[] order = new Philox(5, RandomSequences.shuffle(1)).permutation(SAMPLES);
    assertThat(epoch.steps().count()).isEqualTo(5);
    for (int step = 1; step <= 5; step++) {
      int first = (step - 1) * BATCH;
      int rows = Math.min(BATCH, SAMPLES - first);
      CrossEntropy expected = loss(digits, model, order, first, rows);
      int hits = 0;
      for (int hit : expected.hits()) {
        hits += hit;
      }
      // Float32 sums of 784 products near 1 are good to some 1e-6.
      assertThat(epoch.steps().loss(step)).isCloseTo(expected.meanLoss(), within(1e-5));
      assertThat(epoch.steps().accuracy(step)).isEqualTo((double) hits / rows);
    }
  }

  private static CrossEntropy loss(
      ImageDataset digits, Model model, int[] order, int first, int rows) {
    float[] samples = new float[rows * digits.sample().elements()];
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      int sample = order[first + row];
      labels[row] = digits.label(sample);
      for (int i = 0; i < digits.sample().elements(); i++) {
        samples[row * digits.sample().elements() + i] =
            (digits.images()[sample * digits.sample().elements() + i] & 0xFF) / 255f;
      }
    }
    return CrossEntropy.of(ReferenceNetwork.logits(model, samples, rows), labels);
  }

  @Test
  void addUpToTheEpoch() {
    ImageDataset digits = SyntheticDigits.draw("digits", SAMPLES, 1);
    EpochRecord epoch =
        train(
            digits,
            SmallNetworks.untrained(28, 10),
            TrainingOptions.of(1, BATCH, Sgd.of(0.1f, 0.9f)).withSeed(5));
    double loss = 0;
    double hits = 0;
    for (int step = 1; step <= epoch.steps().count(); step++) {
      int rows = Math.min(BATCH, SAMPLES - (step - 1) * BATCH);
      loss += rows * epoch.steps().loss(step);
      hits += rows * epoch.steps().accuracy(step);
    }
    assertThat(loss / SAMPLES).isCloseTo(epoch.loss(), within(1e-14));
    assertThat(hits / SAMPLES).isCloseTo(epoch.accuracy(), within(1e-14));
  }

  private static EpochRecord train(ImageDataset digits, Model model, TrainingOptions options) {
    try (ResidentData data = ResidentData.upload(DEVICE, digits)) {
      return new Trainer(DEVICE, data, data)
          .train(model, options, TrainingListener.SILENT)
          .history()
          .last();
    }
  }

  @Test
  void areAValue() {
    double[] losses = {1, 2};
    double[] accuracies = {0.5, 0.25};
    StepRecords records = new StepRecords(losses, accuracies);
    losses[0] = 7;
    accuracies[0] = 7;
    records.losses()[1] = 7;
    records.accuracies()[1] = 7;
    assertThat(records)
        .isEqualTo(new StepRecords(new double[] {1, 2}, new double[] {0.5, 0.25}))
        .isNotEqualTo(new StepRecords(new double[] {1, 3}, new double[] {0.5, 0.25}));
    assertThatThrownBy(() -> new StepRecords(losses, new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found losses of 2 steps and accuracies of 1, expected as many");
  }

  @Test
  void nameTheFirstLossThatIsNotFinite() {
    double[] accuracies = new double[4];
    assertThat(
            new StepRecords(new double[] {1, Double.POSITIVE_INFINITY, Double.NaN, 1}, accuracies)
                .firstNotFinite())
        .hasValue(2);
    assertThat(new StepRecords(new double[] {1, 2, 3, 4}, accuracies).firstNotFinite()).isEmpty();
  }
}
