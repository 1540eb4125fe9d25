package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
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

  private static byte[] bytes(int count, Philox random) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = (byte) random.nextInt();
    }
    return bytes;
  }
}
