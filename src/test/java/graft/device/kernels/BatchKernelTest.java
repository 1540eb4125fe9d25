package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.model.Preprocessing;
import graft.random.Philox;
import graft.random.RandomSequences;
import graft.tensor.Shape;
import graft.train.Augmentation;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** gather_batch, bit for bit: one correctly rounded division has one answer. */
class BatchKernelTest extends KernelProperties {
  @Property(tries = 100)
  void gathersTheSamplesThatComeNext(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int samples = 1 + random.nextInt(50);
    int pixels = KernelRig.anySize(random);
    int rows = 1 + random.nextInt(samples);
    int position = random.nextInt(samples - rows + 1);
    int[] order = random.permutation(samples);
    byte[] images = bytes(samples * pixels, random);
    byte[] labels = bytes(samples, random);
    DevicePointer x = rig.output(rows * pixels, Float.BYTES);
    DevicePointer y = rig.output(rows, Integer.BYTES);

    rig.launch(
        "gather_batch",
        KernelRig.anyShape((long) rows * pixels, random),
        rig.upload(images),
        rig.upload(labels),
        rig.upload(order),
        rig.upload(position),
        rows,
        pixels,
        x,
        y);

    float[] expected = new float[rows * pixels];
    int[] expectedLabels = new int[rows];
    for (int row = 0; row < rows; row++) {
      int sample = order[position + row];
      expectedLabels[row] = labels[sample] & 255;
      for (int pixel = 0; pixel < pixels; pixel++) {
        expected[row * pixels + pixel] = (images[sample * pixels + pixel] & 255) / 255f;
      }
    }
    assertThat(rig.floats(x, rows * pixels)).isEqualTo(expected);
    assertThat(rig.ints(y, rows)).isEqualTo(expectedLabels);
  }

  @Property(tries = 100)
  void looksTheBytesOfEachChannelUp(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Shape sample = anySample(random);
    int samples = 1 + random.nextInt(20);
    int rows = 1 + random.nextInt(samples);
    int position = random.nextInt(samples - rows + 1);
    int[] order = random.permutation(samples);
    byte[] images = bytes(samples * sample.elements(), random);
    byte[] labels = bytes(samples, random);
    Preprocessing preprocessing = anyPreprocessing(sample.last(), random);
    DevicePointer x = rig.output(rows * sample.elements(), Float.BYTES);
    DevicePointer y = rig.output(rows, Integer.BYTES);

    rig.launch(
        "gather_normalised_batch",
        KernelRig.anyShape((long) rows * sample.elements(), random),
        rig.upload(images),
        rig.upload(labels),
        rig.upload(order),
        rig.upload(position),
        rig.upload(preprocessing.table()),
        rows,
        sample.elements(),
        sample.last(),
        x,
        y);

    float[] expected = new float[rows * sample.elements()];
    int[] expectedLabels = new int[rows];
    for (int row = 0; row < rows; row++) {
      byte[] image = Augmentation.NONE.view(1, 1, row).of(images, sample, order[position + row]);
      put(image, preprocessing, expected, row);
      expectedLabels[row] = labels[order[position + row]] & 255;
    }
    assertThat(rig.floats(x, expected.length)).isEqualTo(expected);
    assertThat(rig.ints(y, rows)).isEqualTo(expectedLabels);
  }

  /** As the twin on the host varies them, bit for bit, at any step. */
  @Property(tries = 200)
  void variesTheSamplesAsTheTwinDoes(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Shape sample = anySample(random);
    int samples = 1 + random.nextInt(20);
    int rows = 1 + random.nextInt(samples);
    int position = random.nextInt(samples - rows + 1);
    int[] order = random.permutation(samples);
    byte[] images = bytes(samples * sample.elements(), random);
    byte[] labels = bytes(samples, random);
    Preprocessing preprocessing = anyPreprocessing(sample.last(), random);
    // A pad as wide as the image may leave nothing of it in sight.
    Augmentation augmentation = new Augmentation(random.nextInt(6), random.nextInt(2) == 1);
    long step = random.nextInt(3) == 0 ? 0 : random.nextInt() & 0xFFFFFFFFL;
    DevicePointer x = rig.output(rows * sample.elements(), Float.BYTES);
    DevicePointer y = rig.output(rows, Integer.BYTES);

    rig.launch(
        "gather_augmented_batch",
        LaunchShape.forLanes((long) rows * sample.extent(0), sample.extent(1) * sample.extent(2)),
        rig.upload(images),
        rig.upload(labels),
        rig.upload(order),
        rig.upload(position),
        rig.upload(preprocessing.table()),
        rows,
        sample.extent(0),
        sample.extent(1),
        sample.extent(2),
        augmentation.pad(),
        augmentation.flip() ? 1 : 0,
        seed,
        RandomSequences.AUGMENTATION,
        rig.upload(step),
        x,
        y);

    float[] expected = new float[rows * sample.elements()];
    int[] expectedLabels = new int[rows];
    for (int row = 0; row < rows; row++) {
      int number = order[position + row];
      put(
          augmentation.view(seed, step, row).of(images, sample, number),
          preprocessing,
          expected,
          row);
      expectedLabels[row] = labels[number] & 255;
    }
    assertThat(rig.floats(x, expected.length)).isEqualTo(expected);
    assertThat(rig.ints(y, rows)).isEqualTo(expectedLabels);
  }

  private static void put(byte[] image, Preprocessing preprocessing, float[] x, int row) {
    for (int i = 0; i < image.length; i++) {
      x[row * image.length + i] = preprocessing.value(i % preprocessing.channels(), image[i] & 255);
    }
  }

  private static Shape anySample(Philox random) {
    return Shape.of(1 + random.nextInt(9), 1 + random.nextInt(40), 1 + random.nextInt(4));
  }

  private static Preprocessing anyPreprocessing(int channels, Philox random) {
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      mean.add(random.nextDouble());
      deviation.add(0.01 + random.nextDouble());
    }
    return new Preprocessing(mean, deviation);
  }

  private static byte[] bytes(int count, Philox random) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }
}
