package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.MaxPool2d;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Relu;
import graft.nn.AdamW;
import graft.nn.Optimizer;
import graft.nn.Sgd;
import graft.tensor.Shape;
import graft.train.Criterion;
import graft.train.EarlyStopping;
import graft.train.ResidentData;
import graft.train.Schedule;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/training.md}, run as they stand there. */
class TrainingPageTest {
  private static Trainer.Result train(Device device, ImageDataset digits, ImageDataset heldOut) {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("conv1", Conv2d.same(16, 3))
            .then("pool1", new MaxPool2d(2, 2))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(32))
            .then("fc1-relu", new Relu())
            .then("fc2", new Dense(10))
            .build();
    TrainingOptions options =
        TrainingOptions.of(8, 32, AdamW.of(2e-3f).clippedTo(1))
            .withSchedule(Schedule.cosine().afterWarmUp(0.5))
            .withLabelSmoothing(0.05f)
            .withBestBy(Criterion.ACCURACY)
            .withEarlyStopping(new EarlyStopping(Criterion.ACCURACY, 3))
            .withSeed(1);
    try (ResidentData training = ResidentData.upload(device, digits);
        ResidentData validation = ResidentData.upload(device, heldOut)) {
      return new Trainer(device, training, validation)
          .train(Model.untrained(spec, 1), options, TrainingListener.SILENT);
    }
  }

  @Test
  void theExampleTrains() {
    Trainer.Result result =
        train(
            SharedDevice.get(),
            SyntheticDigits.draw("digits", 1600, 1),
            SyntheticDigits.draw("held-out digits", 500, 2));
    assertThat(result.history().keptValidation().accuracy()).isGreaterThan(0.9);
    assertThat(result.history().kept()).isBetween(1, result.history().epochs().size());
  }

  private static List<Optimizer> optimizers() {
    return List.of(
        Sgd.of(0.1f, 0.9f),
        Sgd.of(0.1f, 0.9f).withNesterov().withWeightDecay(5e-4f),
        AdamW.of(1e-3f),
        AdamW.of(1e-3f).withWeightDecay(0.05f).withDecayOnAll(),
        new AdamW(1e-3f, 0.9, 0.95, 1e-8f, 0.1f));
  }

  private static List<Schedule> schedules() {
    return List.of(
        Schedule.constant(),
        Schedule.steps(0.1, 80, 120),
        Schedule.linear(),
        Schedule.cosine(0.01),
        Schedule.cosine().afterWarmUp(5),
        (step, run) -> 1 / Math.sqrt(1 + run.share(step)));
  }

  @Test
  void theListsAreOfDifferentThings() {
    assertThat(optimizers()).doesNotHaveDuplicates();
    assertThat(schedules()).hasSize(6);
  }
}
