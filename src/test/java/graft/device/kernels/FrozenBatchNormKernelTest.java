package graft.device.kernels;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The gradient through a normalisation whose statistics are constants, in rows of any width. */
class FrozenBatchNormKernelTest extends KernelProperties {
  private static final float EPSILON = 1e-3f;

  /** A quotient, a product and a sum; a scale may be 30. */
  private static final Closeness ROUNDED = new Closeness(1e-5, 1e-6);

  @Property(tries = 80)
  void scalesTheGradient(@ForAll long seed, @ForAll boolean relu, @ForAll boolean accumulate) {
    Philox random = new Philox(seed, 0);
    int channels = 1 + random.nextInt(random.nextInt(3) == 0 ? 150 : 20);
    int pixels = 1 + random.nextInt(600);
    int wide = (1 + random.nextInt(Math.min(pixels, 8))) * channels;
    int elements = pixels * channels;
    float[] y = KernelRig.anyFloats(elements, 1, random);
    float[] dy = KernelRig.anyFloats(elements, 1, random);
    float[] before = KernelRig.anyFloats(elements, 1, random);
    float[] gamma = KernelRig.anyFloats(channels, 1, random);
    float[] variance = KernelRig.anyFloats(channels, 1, random);
    for (int c = 0; c < channels; c++) {
      variance[c] = Math.max(0, variance[c]);
    }
    for (int i = 0; i < elements; i += 7) {
      y[i] = 0; // where the ReLU cut it off
    }
    DevicePointer gradient = rig.upload(dy);
    DevicePointer dx = accumulate ? rig.upload(before) : gradient;
    rig.launch(
        "batch_norm_inference_gradient",
        LaunchShape.forLanes(1 + random.nextInt(pixels), wide),
        rig.upload(y),
        gradient,
        (long) elements,
        channels,
        wide,
        rig.upload(gamma),
        rig.upload(variance),
        EPSILON,
        relu ? 1 : 0,
        accumulate ? 1 : 0,
        dx);

    double[] expected = new double[elements];
    for (int i = 0; i < elements; i++) {
      int c = i % channels;
      double share = dy[i] * (gamma[c] / Math.sqrt(variance[c] + (double) EPSILON));
      expected[i] = (accumulate ? before[i] : 0) + (relu && !(y[i] > 0) ? 0 : share);
    }
    ROUNDED.check("dx", rig.floats(dx, elements), expected);
  }
}
