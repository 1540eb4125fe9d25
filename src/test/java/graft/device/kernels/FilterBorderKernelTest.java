package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bit for bit: nothing is computed. */
class FilterBorderKernelTest extends KernelProperties {
  @Property(tries = 100)
  void croppingTakesWhatPaddingPut(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int filters = 1 + random.nextInt(5);
    int height = 1 + random.nextInt(4);
    int width = 1 + random.nextInt(4);
    int channels = 1 + random.nextInt(40);
    int top = random.nextInt(3);
    int left = random.nextInt(3);
    int tall = top + height + random.nextInt(3);
    int wide = left + width + random.nextInt(3);
    float[] w = KernelRig.anyFloats(filters * height * width * channels, 1, random);
    int elements = filters * tall * wide * channels;
    Object[] sizes = {filters, height, width, channels, tall, wide, top, left};

    DevicePointer bordered = rig.output(elements, Float.BYTES);
    rig.launch(
        "pad_filter", KernelRig.anyShape(elements, random), with(rig.upload(w), bordered, sizes));
    float[] expected = new float[elements];
    for (int i = 0; i < w.length; i++) {
      int c = i % channels;
      int s = i / channels % width;
      int r = i / channels / width % height;
      int k = i / channels / width / height;
      expected[((k * tall + r + top) * wide + s + left) * channels + c] = w[i];
    }
    assertThat(rig.floats(bordered, elements)).isEqualTo(expected);

    float[] gradient = KernelRig.anyFloats(elements, 1, random);
    DevicePointer dw = rig.output(w.length, Float.BYTES);
    rig.launch(
        "crop_filter", KernelRig.anyShape(w.length, random), with(rig.upload(gradient), dw, sizes));
    float[] cropped = rig.floats(dw, w.length);
    for (int i = 0; i < elements; i++) {
      int s = i / channels % wide - left;
      int r = i / channels / wide % tall - top;
      int k = i / channels / wide / tall;
      if (s >= 0 && s < width && r >= 0 && r < height) {
        assertThat(cropped[((k * height + r) * width + s) * channels + i % channels])
            .isEqualTo(gradient[i]);
      }
    }
  }

  private static Object[] with(Object from, Object to, Object[] sizes) {
    Object[] all = new Object[2 + sizes.length];
    all[0] = from;
    all[1] = to;
    System.arraycopy(sizes, 0, all, 2, sizes.length);
    return all;
  }
}
