package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Dropout;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A run that is cut and gone on with in a new trainer ends with the bits of one that is not. 70
 * samples in batches of 16 are five steps an epoch, the fifth with 6 samples.
 */
class ResumeTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final int EPOCHS = 4;

  /** All that moves beside the weights: statistics, and what the count of steps decides. */
  private static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv", new Conv2d(4, 3, 3, 2, Padding.VALID))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("drop", new Dropout(0.25))
          .then("logits", new Dense(10))
          .build();

  private static final Model MODEL = Model.untrained(SPEC, 1);
  private static final ImageDataset DIGITS = SyntheticDigits.draw("digits", 70, 1);
  private static final ImageDataset HELD_OUT = SyntheticDigits.draw("held-out digits", 40, 2);
  private static final Preprocessing NORMALISED = new Preprocessing(List.of(0.25), List.of(0.5));
  private static ResidentData training;
  private static ResidentData validation;

  @BeforeAll
  static void drawDigits() {
    training = ResidentData.upload(DEVICE, DIGITS, NORMALISED);
    validation = ResidentData.upload(DEVICE, HELD_OUT, NORMALISED);
  }

  @AfterAll
  static void freeData() {
    training.close();
    validation.close();
  }

  private static TrainingOptions options(Optimizer optimizer) {
    return TrainingOptions.of(EPOCHS, 16, optimizer)
        .withSchedule(Schedule.cosine().afterWarmUp(0.5))
        .withLabelSmoothing(0.05f)
        .withAugmentation(new Augmentation(2, true))
        .withBestBy(Criterion.ACCURACY)
        .withSeed(3);
  }

  /** The last stops early, and its best epoch is not its last. */
  static List<TrainingOptions> runs() {
    return List.of(
        TrainingOptions.of(EPOCHS, 16, Sgd.of(0.02f, 0.9f)),
        options(Sgd.of(0.02f, 0.9f).withNesterov().withWeightDecay(1e-3f)),
        options(AdamW.of(3e-3f).clippedTo(1)),
        options(AdamW.of(3e-3f)).withGraph(false),
        options(Sgd.of(0.5f, 0.9f))
            .withBestBy(Criterion.LOSS)
            .withEarlyStopping(new EarlyStopping(Criterion.LOSS, 2, 0.5)));
  }

  @Test
  void theLastStopsEarlyAndItsBestEpochIsNotItsLast() {
    TrainingOptions last = runs().get(runs().size() - 1);
    History history =
        train(TrainingState.beginning(MODEL), last, TrainingListener.SILENT).history();
    assertThat(history.epochs()).hasSizeLessThan(EPOCHS);
    assertThat(history.kept()).isLessThan(history.epochs().size());
  }

  /** What a run left, but for its times. */
  private record Outcome(Model trained, History history) {
    static Outcome of(Trainer.Result result) {
      assertThat(result.cancelled()).isFalse();
      return new Outcome(result.trained(), timeless(result.history()));
    }
  }

  private static History timeless(History history) {
    List<EpochRecord> epochs =
        history.epochs().stream()
            .map(
                it ->
                    new EpochRecord(
                        it.epoch(), it.loss(), it.accuracy(), it.steps(), it.validation(), 0, 0))
            .toList();
    return new History(history.before(), epochs, history.kept());
  }

  private static Trainer.Result train(
      TrainingState from, TrainingOptions options, TrainingListener listener) {
    return train(from, options, listener, new Cancellation());
  }

  private static Trainer.Result train(
      TrainingState from,
      TrainingOptions options,
      TrainingListener listener,
      Cancellation cancellation) {
    return new Trainer(DEVICE, training, validation).train(from, options, listener, cancellation);
  }

  /** Cancels at the n-th moment between two steps that a run tells of. */
  private static final class CutAt implements TrainingListener {
    private final Cancellation cancellation = new Cancellation();
    private final List<TrainingState> states = new ArrayList<>();
    private int left;

    CutAt(int moment) {
      left = moment;
    }

    @Override
    public void stepBoundary(StepBoundary boundary) {
      states.add(boundary.state().get());
      if (--left == 0) {
        cancellation.request();
      }
    }
  }

  /** Readings follow the clock, so the steps at which runs are cut do; the first is always one. */
  @ParameterizedTest(name = "run {index}")
  @MethodSource("runs")
  void everyStateThatARunTellsOfGoesOnToTheSameBits(TrainingOptions options) {
    CutAt never = new CutAt(0);
    TrainingState beginning = TrainingState.beginning(MODEL);
    Outcome whole = Outcome.of(train(beginning, options, never));
    assertThat(never.states).hasSizeGreaterThanOrEqualTo(2 * whole.history().epochs().size());
    for (TrainingState state : never.states) {
      assertThat(Outcome.of(train(state, options, TrainingListener.SILENT)))
          .as("from epoch %d, step %d", state.nextEpoch(), state.epoch().steps())
          .isEqualTo(whole);
    }
  }

  @ParameterizedTest(name = "run {index}")
  @MethodSource("runs")
  void aRunThatIsCutAgainAndAgainGoesOnToTheSameBits(TrainingOptions options) {
    Outcome whole =
        Outcome.of(train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT));
    TrainingState state = TrainingState.beginning(MODEL);
    int cuts = 0;
    while (true) {
      CutAt next = new CutAt(1);
      Trainer.Result result = train(state, options, next, next.cancellation);
      if (!result.cancelled()) {
        assertThat(Outcome.of(result)).isEqualTo(whole);
        break;
      }
      state = result.end().orElseThrow();
      cuts++;
    }
    // The last moment is the end of the last epoch, where there is nothing left to cut.
    assertThat(cuts).isGreaterThanOrEqualTo(2 * whole.history().epochs().size() - 1);
  }

  @Test
  void whatIsCutBeforeItsFirstEvaluationGoesOnFromTheBeginning() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    Outcome whole =
        Outcome.of(train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT));
    Cancellation cancellation = new Cancellation();
    cancellation.request();
    TrainingState cut =
        train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT, cancellation)
            .end()
            .orElseThrow();
    assertThat(cut.history().before()).isEqualTo(Evaluation.NONE);
    assertThat(Outcome.of(train(cut, options, TrainingListener.SILENT))).isEqualTo(whole);
  }

  @Test
  void stepsMayBeAGraphBeforeAndCallByCallAfter() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    CutAt first = new CutAt(1);
    Trainer.Result cut = train(TrainingState.beginning(MODEL), options, first, first.cancellation);
    List<String> heard = new ArrayList<>();
    Trainer.Result rest =
        train(
            cut.end().orElseThrow(),
            options.withGraph(false),
            new TrainingListener() {
              @Override
              public void resumed(TrainingState from, List<String> changes) {
                assertThat(from).isEqualTo(cut.end().orElseThrow());
                assertThat(changes).isEmpty();
                heard.add("resumed");
              }

              @Override
              public void started(Evaluation before) {
                heard.add("started");
              }
            });
    assertThat(heard).containsExactly("resumed");
    assertThat(Outcome.of(rest))
        .isEqualTo(
            Outcome.of(train(TrainingState.beginning(MODEL), options, TrainingListener.SILENT)));
  }

  private static TrainingState cut(TrainingOptions options) {
    CutAt first = new CutAt(1);
    return train(TrainingState.beginning(MODEL), options, first, first.cancellation)
        .end()
        .orElseThrow();
  }

  @Test
  void anotherRunIsRefused() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    TrainingState state = cut(options);
    refused(state, options.withSeed(4), "its seed is 3, here it is 4");
    refused(state, options.withLabelSmoothing(0), "its label smoothing is 0.05, here it is 0.0");
    refused(
        state,
        options.withSchedule(Schedule.cosine()),
        "its schedule is factors of the rate from 0.25 to [0-9.]+ over 20 steps, .*, here it is"
            + " factors of the rate from 1.0 to .*");
    refused(
        state,
        TrainingOptions.of(5, 8, options.optimizer())
            .withSchedule(options.schedule())
            .withLabelSmoothing(0.05f)
            .withAugmentation(options.augmentation())
            .withBestBy(Criterion.ACCURACY)
            .withSeed(3),
        "its number of epochs is 4, here it is 5; its batch is 16, here it is 8; its schedule .*");
    refused(
        state,
        options(AdamW.of(3e-3f).clippedTo(1)),
        "its optimizer is AdamW\\[.*\\], here it is .* clipped to 1.0");
    refused(
        state,
        options.withEarlyStopping(new EarlyStopping(Criterion.LOSS, 2)),
        "its early stopping is off, here it is EarlyStopping.*");
    refused(
        state,
        options.withAugmentation(Augmentation.NONE),
        "its augmentation is Augmentation\\[pad=2, flip=true\\], here it is .*");
  }

  private static void refused(TrainingState state, TrainingOptions options, String differences) {
    refused(new Trainer(DEVICE, training, validation), state, options, differences);
  }

  private static void refused(
      Trainer trainer, TrainingState state, TrainingOptions options, String differences) {
    assertThatThrownBy(
            () -> trainer.train(state, options, TrainingListener.SILENT, new Cancellation()))
        .isInstanceOf(ResumeRefusedException.class)
        .hasMessageMatching(
            "the checkpoint is of another run: "
                + differences
                + "; expected the same as when the run began");
  }

  @Test
  void otherDataIsRefused() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    TrainingState state = cut(options);
    byte[] images = DIGITS.images().clone();
    images[12345] ^= 1;
    byte[] labels = DIGITS.labels().clone();
    labels[7] ^= 1;
    ImageDataset otherImages =
        new ImageDataset("digits", images, DIGITS.labels(), DIGITS.sample(), 10);
    ImageDataset otherLabels =
        new ImageDataset("digits", DIGITS.images(), labels, DIGITS.sample(), 10);
    for (ImageDataset other : List.of(otherImages, otherLabels)) {
      try (ResidentData data = ResidentData.upload(DEVICE, other, NORMALISED)) {
        refused(
            new Trainer(DEVICE, data, validation),
            state,
            options,
            "its training data is .*, here it is .*");
        refused(
            new Trainer(DEVICE, training, data),
            state,
            options,
            "its validation data is 40 images of .*, here it is 70 images of .*");
      }
    }
    try (ResidentData data = ResidentData.upload(DEVICE, DIGITS)) {
      refused(
          new Trainer(DEVICE, data, validation),
          state,
          options,
          "its preprocessing is Preprocessing\\[mean=\\[0.25.*, here it is .*");
    }
    // The name of a data set is not what is in it.
    ImageDataset moved =
        new ImageDataset("moved", DIGITS.images(), DIGITS.labels(), DIGITS.sample(), 10);
    try (ResidentData data = ResidentData.upload(DEVICE, moved, NORMALISED)) {
      Trainer trainer = new Trainer(DEVICE, data, validation);
      assertThat(
              trainer
                  .train(state, options, TrainingListener.SILENT, new Cancellation())
                  .cancelled())
          .isFalse();
    }
  }

  @Test
  void anotherNetworkIsRefused() {
    TrainingState state = cut(options(AdamW.of(3e-3f)));
    state.requireNetwork(SPEC);
    assertThatThrownBy(() -> state.requireNetwork(SmallNetworks.dense(28, 10)))
        .isInstanceOf(ResumeRefusedException.class)
        .hasMessageMatching(
            "the checkpoint is of another run: its network is .*conv2d.*, here it is .*flatten.*;"
                + " expected the same as when the run began");
  }

  @Test
  void otherCircumstancesAreSaid() {
    TrainingOptions options = options(AdamW.of(3e-3f));
    TrainingState state = cut(options);
    RunDescription here = state.run().orElseThrow();
    Map<String, String> elsewhere = new LinkedHashMap<>(here.circumstances());
    elsewhere.put("device", "NVIDIA H100 (compute 9.0, driver 12.4)");
    elsewhere.remove("math mode");
    TrainingState moved =
        new TrainingState(
            state.model(),
            state.optimizer(),
            state.steps(),
            state.history(),
            state.epoch(),
            state.epochSeconds(),
            state.best(),
            Optional.of(new RunDescription(here.identity(), elsewhere)));
    List<String> heard = new ArrayList<>();
    train(
        moved,
        options,
        new TrainingListener() {
          @Override
          public void resumed(TrainingState from, List<String> changes) {
            heard.addAll(changes);
          }
        });
    assertThat(heard)
        .containsExactly(
            "its device is NVIDIA H100 (compute 9.0, driver 12.4), here it is "
                + DEVICE.description(),
            "its math mode is unknown, here it is FP32");
  }
}
