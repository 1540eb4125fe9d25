package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.ApiCounters;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Relu;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.reference.CrossEntropy;
import graft.reference.ReferenceNetwork;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole training runs on digits that the test draws itself. */
class TrainerTest {
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv1", Conv2d.same(16, 3))
          .then("pool1", new MaxPool2d(2, 2))
          .then("conv2", Conv2d.same(16, 3))
          .then("pool2", new MaxPool2d(2, 2))
          .then("flatten", new Flatten())
          .then("fc1", new Dense(32))
          .then("fc1-relu", new Relu())
          .then("fc2", new Dense(10))
          .build();

  /** What computes otherwise in training than in validation. */
  private static final NetworkSpec WITH_MODES =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv", new Conv2d(8, 3, 3, 2, Padding.VALID))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("drop", new Dropout(0.25))
          .then("logits", new Dense(10))
          .build();

  private static final Device DEVICE = SharedDevice.get();
  private static ImageDataset digits;
  private static ImageDataset heldOut;
  private static ResidentData training;
  private static ResidentData validation;
  private static Trainer trainer;

  @BeforeAll
  static void drawDigits() {
    digits = SyntheticDigits.draw("digits", 6000, 1);
    heldOut = SyntheticDigits.draw("held-out digits", 1010, 2);
    training = ResidentData.upload(DEVICE, digits);
    validation = ResidentData.upload(DEVICE, heldOut);
    trainer = new Trainer(DEVICE, training, validation);
  }

  @AfterAll
  static void freeData() {
    training.close();
    validation.close();
  }

  private static TrainingOptions options(int epochs, long seed, boolean graph) {
    return TrainingOptions.of(epochs, 32, Sgd.of(0.02f, 0.9f)).withSeed(seed).withGraph(graph);
  }

  @Test
  void learnsToReadHeldOutDigits() {
    Trainer.Result result =
        trainer.train(Model.untrained(SPEC, 1), options(2, 1, true), TrainingListener.SILENT);

    assertThat(result.history().before().accuracy()).isLessThan(0.35);
    assertThat(result.history().last().validation().accuracy()).isGreaterThan(0.95);
    assertThat(result.history().last().validation().loss()).isLessThan(0.2);
    assertThat(result.history().epochs().get(1).loss())
        .isLessThan(result.history().epochs().get(0).loss());
  }

  @Test
  void sameSeedGivesTheSameBitsAndAnotherSeedDoesNot() {
    Model initial = Model.untrained(SPEC, 1);
    Model first = train(initial, options(1, 7, true));
    Model second = train(initial, options(1, 7, true));
    Model other = train(initial, options(1, 8, true));

    assertThat(second.weights()).isEqualTo(first.weights());
    assertThat(other.weights()).isNotEqualTo(first.weights());
    assertThat(Model.untrained(SPEC, 2).weights()).isNotEqualTo(initial.weights());
  }

  @Test
  void graphAndCallByCallGiveTheSameBits() {
    Model initial = Model.untrained(SPEC, 3);

    assertThat(train(initial, options(1, 3, false)).weights())
        .isEqualTo(train(initial, options(1, 3, true)).weights());
  }

  private static Model train(Model initial, TrainingOptions options) {
    return trainer.train(initial, options, TrainingListener.SILENT).trained();
  }

  /**
   * Batches are normalised, their running statistics serve the validation, a quarter is dropped.
   */
  @Test
  void learnsWithNormalisationAndDropout() {
    Model initial = Model.untrained(WITH_MODES, 1);
    Trainer.Result result = trainer.train(initial, options(2, 1, true), TrainingListener.SILENT);
    assertThat(result.history().last().validation().accuracy()).isGreaterThan(0.9);
    assertThat(train(initial, options(1, 3, false)).weights())
        .isEqualTo(train(initial, options(1, 3, true)).weights())
        .isNotEqualTo(train(initial, options(1, 4, true)).weights());
  }

  @Test
  void trainingLeavesTheInitialModelAlone() {
    Model initial = Model.untrained(SPEC, 4);
    Model copy = Model.untrained(SPEC, 4);
    Model trained = train(initial, options(1, 4, true));

    assertThat(initial.weights()).isEqualTo(copy.weights());
    assertThat(trained.weights()).isNotEqualTo(initial.weights());
  }

  /** On one upload of the data for both: the order of an epoch is none of an evaluation's. */
  @Test
  void anEvaluationDoesNotDependOnWhatWasTrainedBefore() {
    Model model = SmallNetworks.untrained(28, 10);
    try (ResidentData shared = ResidentData.upload(DEVICE, heldOut)) {
      Trainer both = new Trainer(DEVICE, shared, shared);
      Evaluation fresh = both.evaluate(model, 13);
      TrainingOptions still = TrainingOptions.of(2, 13, Sgd.of(0, 0));
      for (int run = 0; run < 2; run++) {
        History history = both.train(model, still, TrainingListener.SILENT).history();
        assertThat(history.before()).isEqualTo(fresh);
        assertThat(history.last().validation()).isEqualTo(fresh);
        assertThat(both.evaluate(model, 13)).isEqualTo(fresh);
      }
    }
  }

  @Test
  void evaluatesEveryImageIncludingTheShortLastBatch() {
    Model model = Model.untrained(SPEC, 5);
    Evaluation found = trainer.evaluate(model, 32);

    float[] samples = new float[heldOut.images().length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (heldOut.images()[i] & 0xFF) / 255f;
    }
    int[] labels = new int[heldOut.count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = heldOut.label(i);
    }
    double[] logits = ReferenceNetwork.logits(model, samples, heldOut.count());
    double expected = CrossEntropy.of(logits, labels).meanLoss();
    int hits = 0;
    for (int i = 0; i < labels.length; i++) {
      int best = 0;
      for (int c = 1; c < 10; c++) {
        if (logits[i * 10 + c] > logits[i * 10 + best]) {
          best = c;
        }
      }
      hits += best == labels[i] ? 1 : 0;
    }

    assertThat(found.samples()).isEqualTo(1010);
    // Float32 logits near 1 are good to about 1e-6; the mean of a thousand losses is as good.
    assertThat(found.loss()).isCloseTo(expected, within(1e-5));
    // A tie within float32 rounding may fall either way.
    assertThat(found.accuracy()).isCloseTo((double) hits / 1010, within(1.0 / 1010));
  }

  @Test
  void reportsEveryEpochAndItsProgress() {
    int[] calls = new int[3];
    trainer.train(
        Model.untrained(SPEC, 6),
        options(2, 6, true),
        new TrainingListener() {
          @Override
          public void started(Evaluation before) {
            calls[0]++;
          }

          @Override
          public void progress(Progress progress) {
            calls[1]++;
            assertThat(progress.samples()).isBetween(1L, 6000L);
            assertThat(progress.totalSamples()).isEqualTo(6000);
          }

          @Override
          public void epochEnded(EpochRecord epoch) {
            calls[2]++;
            assertThat(epoch.epoch()).isEqualTo(calls[2]);
            assertThat(epoch.validation().samples()).isEqualTo(1010);
          }
        });

    assertThat(calls[0]).isEqualTo(1);
    assertThat(calls[1]).isPositive();
    assertThat(calls[2]).isEqualTo(2);
  }

  /**
   * What an epoch of 100 steps more costs in calls: the launches of 100 graphs and nothing else.
   */
  @SoftwareOnly("it counts calls")
  @ParameterizedTest
  @MethodSource("everyOptimizer")
  void steadyStepIsOneGraphLaunch(Optimizer optimizer) {
    requireOneLaunchAStep(SPEC, optimizer);
    requireOneLaunchAStep(WITH_MODES, optimizer);
  }

  private static void requireOneLaunchAStep(NetworkSpec spec, Optimizer optimizer) {
    Map<String, Long> oneBatch = callsOfPass(spec, optimizer, 32);
    Map<String, Long> hundredMore = callsOfPass(spec, optimizer, 32 * 101);
    Map<String, Long> difference = new TreeMap<>();
    hundredMore.forEach(
        (call, count) -> {
          long more = count - oneBatch.getOrDefault(call, 0L);
          if (more != 0) {
            difference.put(call, more);
          }
        });
    // Readings for the progress display, in validations too, follow the clock, so their number is
    // not fixed, only that there is no more than one a step; what a reading costs is.
    long readings = difference.getOrDefault("cuStreamSynchronize", 0L);
    difference.remove("cuStreamSynchronize");
    difference
        .entrySet()
        .removeIf(e -> e.getKey().startsWith("cuMemcpyDtoH") && e.getValue() == readings);

    assertThat(difference).isEqualTo(Map.of("cuGraphLaunch", 100L));
    assertThat(readings).isLessThanOrEqualTo(hundredMore.get("cuGraphLaunch"));
  }

  static List<Optimizer> everyOptimizer() {
    return List.of(
        Sgd.of(0.02f, 0.9f),
        Sgd.of(0.02f, 0.9f).withNesterov().withWeightDecay(1e-4f).clippedTo(1),
        AdamW.of(0.001f),
        AdamW.of(0.001f).clippedTo(1));
  }

  private static Map<String, Long> callsOfPass(NetworkSpec spec, Optimizer optimizer, int samples) {
    TrainingOptions options =
        TrainingOptions.of(1, 32, optimizer)
            .withSchedule(Schedule.cosine().afterWarmUp(0.2))
            .withLabelSmoothing(0.1f)
            .withAugmentation(new Augmentation(2, true));
    ApiCounters counters = DEVICE.counters().orElseThrow();
    try (ResidentData some = ResidentData.upload(DEVICE, digits.firstImages(samples))) {
      Trainer small = new Trainer(DEVICE, some, validation);
      Model initial = Model.untrained(spec, 9);
      counters.reset();
      small.train(initial, options, TrainingListener.SILENT);
      return new TreeMap<>(counters.calls());
    }
  }

  @Test
  void refusesOptionsOutOfRange() {
    Sgd sgd = Sgd.of(0.1f, 0.9f);
    assertThatThrownBy(() -> TrainingOptions.of(-1, 32, sgd))
        .hasMessage("epochs is -1, expected 0 or more");
    assertThatThrownBy(() -> TrainingOptions.of(1, 0, sgd))
        .hasMessage("batch is 0, expected 1 or more");
    assertThatThrownBy(() -> TrainingOptions.of(1, 32, null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("optimizer");
  }
}
