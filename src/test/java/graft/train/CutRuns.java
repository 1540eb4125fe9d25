package graft.train;

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
import graft.nn.Optimizer;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/**
 * Runs that are cut between two steps. 70 samples in batches of 16 are five steps an epoch, the
 * fifth with 6 samples.
 */
abstract class CutRuns {
  static final Device DEVICE = SharedDevice.get();
  static final int EPOCHS = 4;

  /** All that moves beside the weights: statistics, and what the count of steps decides. */
  static final NetworkSpec SPEC =
      NetworkSpec.chain(Shape.of(28, 28, 1))
          .then("conv", new Conv2d(4, 3, 3, 2, Padding.VALID))
          .then("norm", new BatchNorm())
          .then("relu", new Relu())
          .then("flatten", new Flatten())
          .then("drop", new Dropout(0.25))
          .then("logits", new Dense(10))
          .build();

  static final Model MODEL = Model.untrained(SPEC, 1);
  static final ImageDataset DIGITS = SyntheticDigits.draw("digits", 70, 1);
  static final ImageDataset HELD_OUT = SyntheticDigits.draw("held-out digits", 40, 2);
  static final Preprocessing NORMALISED = new Preprocessing(List.of(0.25), List.of(0.5));
  static ResidentData training;
  static ResidentData validation;

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

  static TrainingOptions options(Optimizer optimizer) {
    return TrainingOptions.of(EPOCHS, 16, optimizer)
        .withSchedule(Schedule.cosine().afterWarmUp(0.5))
        .withLabelSmoothing(0.05f)
        .withAugmentation(new Augmentation(2, true))
        .withBestBy(Criterion.ACCURACY)
        .withSeed(3);
  }

  /** Without the times. */
  static History timeless(History history) {
    List<EpochRecord> epochs =
        history.epochs().stream()
            .map(
                it ->
                    new EpochRecord(
                        it.epoch(), it.loss(), it.accuracy(), it.steps(), it.validation(), 0, 0))
            .toList();
    return new History(history.before(), epochs, history.kept());
  }

  static Trainer.Result train(
      TrainingState from, TrainingOptions options, TrainingListener listener) {
    return train(from, options, listener, new Cancellation());
  }

  static Trainer.Result train(
      TrainingState from,
      TrainingOptions options,
      TrainingListener listener,
      Cancellation cancellation) {
    return new Trainer(DEVICE, training, validation).train(from, options, listener, cancellation);
  }

  /** Cancels at the n-th moment between two steps that a run tells of. */
  static final class CutAt implements TrainingListener {
    final Cancellation cancellation = new Cancellation();
    final List<TrainingState> states = new ArrayList<>();
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

  static TrainingState cut(TrainingOptions options) {
    CutAt first = new CutAt(1);
    return train(TrainingState.beginning(MODEL), options, first, first.cancellation)
        .end()
        .orElseThrow();
  }
}
