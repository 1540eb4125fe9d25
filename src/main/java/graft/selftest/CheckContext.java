package graft.selftest;

import graft.data.DataSplits;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.experiment.Networks;
import graft.model.Model;
import graft.random.Philox;
import graft.tensor.Shape;
import java.util.Optional;

/**
 * What checks work with.
 *
 * @param device under test
 * @param thorough whether minutes may be spent, or only seconds
 * @param data real images; none where the experiment is left out
 */
record CheckContext(Device device, boolean thorough, Optional<DataSplits> data) {
  private static final Shape SAMPLE = Shape.of(28, 28, 1);
  private static final int CLASSES = 10;

  /** The experiment's teacher with drawn weights. */
  static Model teacher() {
    return Model.untrained(Networks.teacher(SAMPLE, CLASSES), 1);
  }

  /** Images of random pixels with random labels, the same every time. */
  static ImageDataset randomImages(int count) {
    Philox random = new Philox(1, 1);
    byte[] images = new byte[count * SAMPLE.elements()];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) random.nextInt(256);
    }
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) random.nextInt(CLASSES);
    }
    return new ImageDataset("random pixels", images, labels, SAMPLE, CLASSES);
  }
}
