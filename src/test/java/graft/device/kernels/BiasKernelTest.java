package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceOps;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class BiasKernelTest extends KernelProperties {
  /** Bit for bit: one correctly rounded addition has one answer. */
  @Property(tries = 100)
  void addsTheBiasToEveryRow(@ForAll long seed, @ForAll boolean withRelu) {
    Philox random = new Philox(seed, 0);
    int rows = 1 + random.nextInt(20);
    int channels = KernelRig.anySize(random);
    float[] y = KernelRig.anyFloats(rows * channels, 1, random);
    float[] bias = KernelRig.anyFloats(channels, 1, random);
    y[random.nextInt(y.length)] = Float.NaN;
    DevicePointer inPlace = rig.upload(y);

    rig.launch(
        withRelu ? "add_bias_relu" : "add_bias",
        KernelRig.anyShape(y.length, random),
        inPlace,
        rig.upload(bias),
        rows,
        channels);

    for (int i = 0; i < y.length; i++) {
      float sum = y[i] + bias[i % channels];
      y[i] = withRelu && sum < 0 ? 0 : sum;
    }
    assertThat(rig.floats(inPlace, y.length)).isEqualTo(y);
  }

  /** Of whole numbers, whose sums float32 holds exactly: bit for bit. */
  @Property(tries = 100)
  void gradientIsTheSumOverRows(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int rows = 1 + random.nextInt(400);
    int channels = 1 + random.nextInt(70);
    float[] dy = new float[rows * channels];
    for (int i = 0; i < dy.length; i++) {
      dy[i] = random.nextInt(2001) - 1000;
    }

    double[] expected = ReferenceOps.biasBackward(ReferenceOps.toDouble(dy), channels);
    float[] found = biasGradient(dy, channels, KernelRig.anyShape(channels, random));
    assertThat(ReferenceOps.toDouble(found)).isEqualTo(expected);
  }

  /** The same as relu_gradient and then bias_gradient; whole numbers again. */
  @Property(tries = 100)
  void gradientThroughReluIsTheSumOfWhatReluLetThrough(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int rows = 1 + random.nextInt(100);
    int channels = 1 + random.nextInt(70);
    float[] y = new float[rows * channels];
    float[] dy = new float[rows * channels];
    for (int i = 0; i < dy.length; i++) {
      y[i] = random.nextInt(3) - 1;
      dy[i] = random.nextInt(2001) - 1000;
    }
    DevicePointer inPlace = rig.upload(dy);
    DevicePointer db = rig.output(channels, Float.BYTES);

    rig.launch(
        "relu_bias_gradient",
        KernelRig.anyShape(channels, random),
        rig.upload(y),
        inPlace,
        db,
        rows,
        channels);

    double[] through =
        ReferenceOps.reluBackward(ReferenceOps.toDouble(y), ReferenceOps.toDouble(dy));
    assertThat(ReferenceOps.toDouble(rig.floats(inPlace, dy.length))).isEqualTo(through);
    assertThat(ReferenceOps.toDouble(rig.floats(db, channels)))
        .isEqualTo(ReferenceOps.biasBackward(through, channels));
  }

  /** A plain float32 sum of so many equal numbers drifts by 1e-4. */
  @Property(tries = 1)
  void gradientStaysAccurateOverManyRows() {
    int rows = 20_000;
    int channels = 2;
    float[] dy = new float[rows * channels];
    Arrays.fill(dy, 0.1f);
    // At most 64 + 20000 / 64 = 377 roundings of 2^-24 each on a sum of one sign.
    Closeness closeness = new Closeness(0, 377 * 0x1p-24);
    closeness.check(
        "db",
        biasGradient(dy, channels, LaunchShape.forElements(channels)),
        ReferenceOps.biasBackward(ReferenceOps.toDouble(dy), channels));
  }

  private static float[] biasGradient(float[] dy, int channels, LaunchShape shape) {
    DevicePointer db = rig.output(channels, Float.BYTES);
    rig.launch("bias_gradient", shape, rig.upload(dy), db, dy.length / channels, channels);
    return rig.floats(db, channels);
  }
}
