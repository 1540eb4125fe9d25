package graft.train;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.ChannelStatistics;
import graft.data.ImageDataset;
import graft.data.SyntheticColours;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Add;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.GlobalAveragePool;
import graft.model.GraphBuilder;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Padding;
import graft.model.Preprocessing;
import graft.model.Relu;
import graft.nn.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;

/** ResNet-20 learns from colour images, with all that is usual for it. */
class ColourTrainingTest {
  /** Running statistics that follow within the two hundred steps of the test. */
  private static final BatchNorm NORM = new BatchNorm(1e-3, 0.9);

  private final Device device = SharedDevice.get();

  @Test
  void resnet20LearnsInThreeEpochs() {
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

  private static NetworkSpec resnet20(ImageDataset data) {
    GraphBuilder to = NetworkSpec.graph(data.sample());
    GraphBuilder.Source x = relu(to, conv(to, "stem", to.input(), 16, 3, 1));
    for (int block = 0; block < 9; block++) {
      int stride = block == 3 || block == 6 ? 2 : 1;
      int filters = 16 << (block / 3);
      String name = "block" + block;
      GraphBuilder.Source a = relu(to, conv(to, name + "a", x, filters, 3, stride));
      GraphBuilder.Source b = conv(to, name + "b", a, filters, 3, 1);
      GraphBuilder.Source skip =
          stride == 1 ? x : conv(to, name + "-shortcut", x, filters, 1, stride);
      x = relu(to, to.add(name, new Add(), b, skip));
    }
    GraphBuilder.Source mean = to.add("mean", new GlobalAveragePool(), x);
    return to.build(to.add("fc", new Dense(data.classes()), mean));
  }

  private static GraphBuilder.Source conv(
      GraphBuilder to, String name, GraphBuilder.Source x, int filters, int window, int stride) {
    Conv2d conv = new Conv2d(filters, window, window, stride, Padding.all(window / 2));
    return to.add(name + "-bn", NORM, to.add(name, conv.withoutBias(), x));
  }

  private static GraphBuilder.Source relu(GraphBuilder to, GraphBuilder.Source x) {
    return to.add(x.name() + "-relu", new Relu(), x);
  }
}
