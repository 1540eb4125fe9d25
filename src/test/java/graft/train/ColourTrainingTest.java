package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.config.TrainingFile;
import graft.data.ChannelStatistics;
import graft.data.ImageDataset;
import graft.data.SyntheticColours;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.BatchNorm;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.nn.Sgd;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ResNet-20 learns from colour images, with all that is usual for it. */
class ColourTrainingTest {
  /** Running statistics that follow within the two hundred steps of the test. */
  private static final BatchNorm NORM = new BatchNorm(1e-3, 0.9);

  private final Device device = SharedDevice.get();

  @Test
  void resnet20LearnsInThreeEpochs() throws IOException {
    ImageDataset train = SyntheticColours.draw("train", 1024, 1);
    ImageDataset validation = SyntheticColours.draw("validation", 256, 2);
    ChannelStatistics found = ChannelStatistics.of(train);
    Preprocessing preprocessing = new Preprocessing(found.mean(), found.deviation());
    TrainingOptions options =
        TrainingOptions.of(3, 16, Sgd.of(0.05f, 0.9f).withNesterov().withWeightDecay(5e-4f))
            .withSchedule(Schedule.cosine().afterWarmUp(0.5))
            .withAugmentation(new Augmentation(2, true));
    try (ResidentData training = ResidentData.upload(device, train, preprocessing);
        ResidentData held = ResidentData.upload(device, validation, preprocessing)) {
      Model drawn = Model.untrained(resnet20(train), 1);
      List<EpochRecord> epochs =
          new Trainer(device, training, held)
              .train(drawn, options, TrainingListener.SILENT)
              .history()
              .epochs();

      assertThat(epochs.get(2).loss()).isLessThan(epochs.get(0).loss() / 2);
      assertThat(epochs.get(2).validation().accuracy()).isGreaterThan(0.55);
    }
  }

  private static NetworkSpec resnet20(ImageDataset data) throws IOException {
    NetworkSpec told =
        TrainingFile.read(Path.of("examples", "resnet20.yaml"))
            .network()
            .spec(data.sample(), data.classes());
    return new NetworkSpec(
        told.input(),
        told.nodes().stream()
            .map(node -> node.op() instanceof BatchNorm ? node.withOp(NORM) : node)
            .toList());
  }
}
