package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.nn.AdamW;
import graft.tensor.Shape;
import graft.train.Cancellation;
import graft.train.CheckpointFolder;
import graft.train.Checkpoints;
import graft.train.EpochRecord;
import graft.train.ResidentData;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of {@code docs/checkpoints.md}, run as it stands there. */
class CheckpointsPageTest {
  private static Trainer.Result train(
      Path path, TrainingListener listener, Cancellation cancellation) throws IOException {
    Device device = SharedDevice.get();
    ImageDataset digits = SyntheticDigits.draw("digits", 70, 1);
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(28, 28, 1))
            .then("flatten", new Flatten())
            .then("logits", new Dense(10))
            .build();
    Model initial = Model.untrained(spec, 1);
    TrainingOptions options = TrainingOptions.of(3, 16, AdamW.of(1e-3f));
    try (ResidentData training = ResidentData.upload(device, digits);
        ResidentData validation = ResidentData.upload(device, digits)) {
      return train(device, training, validation, initial, options, path, listener, cancellation);
    }
  }

  private static Trainer.Result train(
      Device device,
      ResidentData training,
      ResidentData validation,
      Model initial,
      TrainingOptions options,
      Path path,
      TrainingListener listener,
      Cancellation cancellation)
      throws IOException {
    CheckpointFolder folder = new CheckpointFolder(path);
    TrainingState from =
        folder.newest(System.err::println).orElse(TrainingState.beginning(initial));
    from.requireNetwork(initial.spec());
    Trainer.Result result =
        new Trainer(device, training, validation)
            .train(from, options, listener.and(new Checkpoints(folder)), cancellation);
    return result;
  }

  @Test
  void theExampleIsCutAndGoesOn(@TempDir Path folder) throws IOException {
    Path cutIn = folder.resolve("cut");
    Cancellation cancellation = new Cancellation();
    Trainer.Result cut =
        train(
            cutIn,
            new TrainingListener() {
              @Override
              public void epochEnded(EpochRecord epoch) {
                cancellation.request();
              }
            },
            cancellation);
    assertThat(cut.cancelled()).isTrue();
    assertThat(cut.history().epochs()).hasSize(1);
    Trainer.Result rest = train(cutIn, TrainingListener.SILENT, new Cancellation());
    Trainer.Result whole =
        train(folder.resolve("whole"), TrainingListener.SILENT, new Cancellation());
    assertThat(rest.cancelled()).isFalse();
    assertThat(rest.trained()).isEqualTo(whole.trained());
  }
}
