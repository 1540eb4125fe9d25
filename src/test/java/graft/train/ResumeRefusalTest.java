package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.ImageDataset;
import graft.nn.AdamW;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a run does not go on from, and what is said of one that does. */
class ResumeRefusalTest extends CutRuns {
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
