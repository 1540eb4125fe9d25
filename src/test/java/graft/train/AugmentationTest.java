package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.ChannelStatistics;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.random.RandomSequences;
import graft.tensor.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

class AugmentationTest {
  private static final Device DEVICE = SharedDevice.get();
  private static final Shape SAMPLE = Shape.of(6, 5, 3);
  private static final int COUNT = 40;
  private static final long SEED = 7;
  private static final Augmentation VARIED = new Augmentation(2, true);
  private static final ImageDataset DATA = randomImages(COUNT);
  private static final Model MODEL =
      Model.untrained(
          NetworkSpec.chain(SAMPLE)
              .then("flatten", new Flatten())
              .then("logits", new Dense(4))
              .build(),
          1);

  @Test
  void aStepSeesTheImagesThatTheTwinVaries() {
    ChannelStatistics statistics = ChannelStatistics.of(DATA);
    Preprocessing preprocessing = new Preprocessing(statistics.mean(), statistics.deviation());
    int[] order = new Philox(SEED, RandomSequences.shuffle(1)).permutation(COUNT);
    byte[] varied = new byte[DATA.images().length];
    for (int row = 0; row < COUNT; row++) {
      byte[] seen = VARIED.view(SEED, 0, row).of(DATA.images(), SAMPLE, order[row]);
      System.arraycopy(seen, 0, varied, order[row] * SAMPLE.elements(), seen.length);
    }
    ImageDataset expected = new ImageDataset("varied", varied, DATA.labels(), SAMPLE, 4);
    try (ResidentData plain = ResidentData.upload(DEVICE, DATA, preprocessing);
        ResidentData before = ResidentData.upload(DEVICE, expected, preprocessing)) {
      assertThat(train(plain, options(1, COUNT, true).withAugmentation(VARIED)).trained())
          .isEqualTo(train(before, options(1, COUNT, true)).trained())
          .isNotEqualTo(train(plain, options(1, COUNT, true)).trained());
    }
  }

  @Test
  void theSameSeedDrawsTheSameWithAndWithoutAGraph() {
    try (ResidentData data = ResidentData.upload(DEVICE, DATA)) {
      Model once = train(data, options(3, 16, true).withAugmentation(VARIED)).trained();
      assertThat(train(data, options(3, 16, true).withAugmentation(VARIED)).trained())
          .isEqualTo(once);
      assertThat(train(data, options(3, 16, false).withAugmentation(VARIED)).trained())
          .isEqualTo(once);
    }
  }

  @Test
  void validationSeesTheImagesAsTheyAre() {
    try (ResidentData data = ResidentData.upload(DEVICE, DATA)) {
      TrainingOptions still = TrainingOptions.of(2, 16, Sgd.of(0, 0)).withSeed(SEED);
      List<EpochRecord> epochs = train(data, still.withAugmentation(VARIED)).history().epochs();
      double plain = train(data, still).history().before().loss();
      assertThat(epochs.get(0).validation().loss()).isEqualTo(plain);
      assertThat(epochs.get(0).loss()).isNotEqualTo(plain);
      // Each step draws anew.
      assertThat(epochs.get(1).loss()).isNotEqualTo(epochs.get(0).loss());
    }
  }

  @Test
  void allCropsAreDrawnAndHalfTheImagesAreMirrored() {
    int[] seen = new int[5 * 5];
    int flipped = 0;
    for (int row = 0; row < 2500; row++) {
      Augmentation.View view = VARIED.view(SEED, 3, row);
      seen[(view.down() + 2) * 5 + view.right() + 2]++;
      flipped += view.flipped() ? 1 : 0;
    }
    // Five deviations: 100 and 1250 are expected.
    for (int count : seen) {
      assertThat(count).isBetween(50, 150);
    }
    assertThat(flipped).isBetween(1125, 1375);
    assertThat(Augmentation.NONE.view(SEED, 3, 1)).isEqualTo(new Augmentation.View(0, 0, false));
  }

  @Test
  void refusesAPadOutOfRangeAndPreprocessingOfOtherChannels() {
    assertThatThrownBy(() -> new Augmentation(-1, false))
        .hasMessage("pad is -1, expected 0 to 1024");
    assertThatThrownBy(() -> ResidentData.upload(DEVICE, DATA, Preprocessing.scaled(1)))
        .hasMessage("the preprocessing is of 1 channels, the images of random have 3");
  }

  private static TrainingOptions options(int epochs, int batch, boolean graph) {
    return TrainingOptions.of(epochs, batch, Sgd.of(0.1f, 0.9f)).withSeed(SEED).withGraph(graph);
  }

  private static Trainer.Result train(ResidentData data, TrainingOptions options) {
    // Data of its own: training reorders, and where a row stands may decide about its last bit.
    try (ResidentData validation = ResidentData.upload(DEVICE, DATA)) {
      return new Trainer(DEVICE, data, validation).train(MODEL, options, TrainingListener.SILENT);
    }
  }

  private static ImageDataset randomImages(int count) {
    Philox random = new Philox(5, 0);
    byte[] images = new byte[count * SAMPLE.elements()];
    byte[] labels = new byte[count];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) random.nextInt();
    }
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(4);
    }
    return new ImageDataset("random", images, labels, SAMPLE, 4);
  }
}
