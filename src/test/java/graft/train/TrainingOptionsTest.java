package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Model;
import graft.nn.AdamW;
import graft.nn.Sgd;
import graft.reference.CrossEntropy;
import graft.reference.ReferenceNetwork;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the options do to a run: 70 samples in batches of 16 are five steps, the last of 6. */
class TrainingOptionsTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Model MODEL = SmallNetworks.untrained(28, 10);
  private static final TrainingOptions PLAIN = TrainingOptions.of(3, 16, Sgd.of(0.05f, 0.9f));
  private static ImageDataset digits;
  private static ResidentData data;
  private static ResidentData validation; // of its own: training reorders

  @BeforeAll
  static void drawDigits() {
    digits = SyntheticDigits.draw("digits", 70, 1);
    data = ResidentData.upload(DEVICE, digits);
    validation = ResidentData.upload(DEVICE, digits);
  }

  @AfterAll
  static void freeData() {
    data.close();
    validation.close();
  }

  private static Trainer.Result train(TrainingOptions options) {
    return new Trainer(DEVICE, data, validation).train(MODEL, options, TrainingListener.SILENT);
  }

  private static Model trained(TrainingOptions options) {
    return train(options).trained();
  }

  @Test
  void aConstantScheduleChangesNoBit() {
    assertThat(trained(PLAIN.withSchedule((step, run) -> 1)).weights())
        .isEqualTo(trained(PLAIN).weights());
  }

  /** Rates by hand: a step whose rate is 0 keeps the weights, the short last one too. */
  @Test
  void everyStepHasTheRateOfItsNumberInTheRun() {
    TrainingOptions options = TrainingOptions.of(3, 16, Sgd.of(0.05f, 0));
    Model twoEpochs = trained(TrainingOptions.of(2, 16, Sgd.of(0.05f, 0)));
    assertThat(trained(options.withSchedule((step, run) -> step < 10 ? 1 : 0)).weights())
        .isEqualTo(twoEpochs.weights());
    assertThat(trained(options.withSchedule((step, run) -> step < 9 ? 1 : 0)).weights())
        .isNotEqualTo(twoEpochs.weights());
    assertThat(trained(options.withSchedule((step, run) -> step < 11 ? 1 : 0)).weights())
        .isNotEqualTo(twoEpochs.weights());
    train(
        options.withSchedule(
            (step, run) -> {
              assertThat(run).isEqualTo(new RunLength(15, 5));
              return 1;
            }));
  }

  @Test
  void smoothingShowsInTheTrainingLossAndNotInValidation() {
    Trainer.Result result = train(TrainingOptions.of(1, 70, Sgd.of(0, 0)).withLabelSmoothing(0.3f));
    float[] samples = new float[digits.images().length];
    int[] labels = new int[digits.count()];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (digits.images()[i] & 0xFF) / 255f;
    }
    for (int i = 0; i < labels.length; i++) {
      labels[i] = digits.label(i);
    }
    double[] logits = ReferenceNetwork.logits(MODEL, samples, labels.length);
    double plain = CrossEntropy.of(logits, labels).meanLoss();
    double smoothed = CrossEntropy.of(logits, labels, 0.3f).meanLoss();
    // Float32 sums of 784 products near 1 are good to some 1e-6.
    assertThat(smoothed).isNotCloseTo(plain, within(1e-3));
    assertThat(result.history().last().loss()).isCloseTo(smoothed, within(1e-5));
    assertThat(result.history().last().validation().loss()).isCloseTo(plain, within(1e-5));
    assertThat(trained(PLAIN.withLabelSmoothing(0.3f)).weights())
        .isNotEqualTo(trained(PLAIN).weights());
  }

  /** The rate jumps in the third epoch, which spoils what was learned. */
  @Test
  void theBestEpochsWeightsAreKeptIfAskedFor() {
    TrainingOptions spoiled =
        TrainingOptions.of(4, 16, Sgd.of(0.05f, 0))
            .withSchedule((step, run) -> step < 10 ? 1 : 1000);
    Trainer.Result last = train(spoiled);
    Trainer.Result best = train(spoiled.withBestBy(Criterion.LOSS));

    assertThat(last.history().kept()).isEqualTo(4);
    assertThat(best.history().kept()).isEqualTo(2);
    assertThat(best.history().epochs()).hasSize(4);
    assertThat(best.history().keptValidation())
        .isEqualTo(last.history().epochs().get(1).validation());
    assertThat(best.trained().weights())
        .isEqualTo(trained(TrainingOptions.of(2, 16, Sgd.of(0.05f, 0))).weights())
        .isNotEqualTo(last.trained().weights());
  }

  @Test
  void aRunThatOnlySpoilsKeepsWhatItBeganWith() {
    Trainer.Result result =
        train(TrainingOptions.of(2, 16, Sgd.of(50, 0)).withBestBy(Criterion.LOSS));
    assertThat(result.history().kept()).isZero();
    assertThat(result.history().keptValidation()).isEqualTo(result.history().before());
    assertThat(result.trained().weights()).isEqualTo(MODEL.weights());
  }

  /** From epoch 3 on nothing moves: with a patience of 2 the fourth epoch is the last. */
  @Test
  void aRunThatGainsNothingIsStopped() {
    TrainingOptions still =
        TrainingOptions.of(9, 16, Sgd.of(0.05f, 0))
            .withSchedule((step, run) -> step < 10 ? 1 : 0)
            .withEarlyStopping(new EarlyStopping(Criterion.LOSS, 2));
    History history = train(still).history();
    assertThat(history.epochs()).hasSize(4);
    assertThat(history.kept()).isEqualTo(4);
    assertThat(train(still.withBestBy(Criterion.LOSS)).history().kept()).isEqualTo(2);
  }

  @Test
  void onlyAGainAboveTheMinimumResetsThePatience() {
    double[] falling = {1.0, .95, .92, .88, .87, .86, .85, .84};
    // The fourth is the second that counts: it is compared with the first, not with the third.
    assertThat(epochsOf(new EarlyStopping(Criterion.LOSS, 3, 0.1), falling)).isEqualTo(7);
    assertThat(epochsOf(new EarlyStopping(Criterion.LOSS, 3), falling)).isEqualTo(8);
    assertThat(epochsOf(new EarlyStopping(Criterion.LOSS, 1), 1.0, 1.0, .5)).isEqualTo(2);
    // Accuracy is 1 - loss here.
    assertThat(epochsOf(new EarlyStopping(Criterion.ACCURACY, 2), .5, .4, .45, .41, .3))
        .isEqualTo(4);
  }

  /** How many epochs a run has whose validation losses after each would be these. */
  private static int epochsOf(EarlyStopping rule, double... losses) {
    List<EpochRecord> epochs =
        IntStream.rangeClosed(1, losses.length)
            .mapToObj(epoch -> epoch(epoch, losses[epoch - 1]))
            .toList();
    Patience patience = new Patience(Optional.of(rule), new Evaluation(2, 0, 70));
    int count = 0;
    while (count < epochs.size() && !patience.isOver()) {
      patience.epochEnded(epochs.get(count++));
    }
    return count;
  }

  private static EpochRecord epoch(int epoch, double loss) {
    StepRecords steps = new StepRecords(new double[] {loss}, new double[] {1 - loss});
    return new EpochRecord(epoch, loss, 1 - loss, steps, new Evaluation(loss, 1 - loss, 70), 1, 70);
  }

  @Test
  void allOfThemTogetherGiveTheSameBitsTwiceAndWithoutAGraph() {
    TrainingOptions all =
        TrainingOptions.of(3, 16, AdamW.of(0.01f).clippedTo(0.5f))
            .withSeed(7)
            .withSchedule(Schedule.cosine().afterWarmUp(0.5))
            .withLabelSmoothing(0.1f)
            .withBestBy(Criterion.ACCURACY)
            .withEarlyStopping(new EarlyStopping(Criterion.ACCURACY, 3));
    Trainer.Result once = train(all);
    assertThat(trained(all).weights()).isEqualTo(once.trained().weights());
    assertThat(trained(all.withGraph(false)).weights()).isEqualTo(once.trained().weights());
    assertThat(once.history().keptValidation().accuracy())
        .isGreaterThan(once.history().before().accuracy() + 0.2);
  }

  @Test
  void numbersOutOfRangeAreRefused() {
    assertThatThrownBy(() -> PLAIN.withLabelSmoothing(1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("label smoothing is 1.0, expected a number in [0, 1)");
    assertThatThrownBy(() -> new EarlyStopping(Criterion.LOSS, 0))
        .hasMessage("patience is 0, expected 1 or more");
    assertThatThrownBy(() -> new EarlyStopping(Criterion.LOSS, 1, -1))
        .hasMessage("minimum gain is -1.0, expected a finite number >= 0");
    assertThatThrownBy(() -> new History(new Evaluation(1, 0, 1), List.of(), 1))
        .hasMessage("kept is epoch 1, expected 0 to 0");
  }
}
