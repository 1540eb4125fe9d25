package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.random.Philox;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Bit for bit: nothing is rounded. */
class ReluKernelTest extends KernelProperties {
  private static final float[] SPECIAL = {
    0f,
    -0f,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.NaN
  };

  @Property(tries = 100)
  void cutsOffWhatIsNegative(@ForAll long seed, @ForAll boolean inPlace) {
    Philox random = new Philox(seed, 0);
    float[] x = withSpecials(random);
    DevicePointer input = rig.upload(x);
    DevicePointer y = inPlace ? input : rig.output(x.length, Float.BYTES);
    rig.launch("relu", KernelRig.anyShape(x.length, random), input, y, (long) x.length);
    float[] found = rig.floats(y, x.length);
    for (int i = 0; i < x.length; i++) {
      // == holds of -0 and 0, either of which will do. NaN stays NaN, so that it is seen.
      assertThat(found[i] == Math.max(x[i], 0f) || (Float.isNaN(x[i]) && Float.isNaN(found[i])))
          .as("relu of %s is %s", x[i], found[i])
          .isTrue();
    }
    if (!inPlace) {
      assertThat(rig.floats(input, x.length)).isEqualTo(x);
    }
  }

  @Property(tries = 100)
  void gradientPassesWhereTheOutputIsPositive(@ForAll long seed, @ForAll boolean inPlace) {
    Philox random = new Philox(seed, 0);
    float[] y = withSpecials(random);
    float[] dy = KernelRig.anyFloats(y.length, 1, random);
    DevicePointer gradient = rig.upload(dy);
    DevicePointer dx = inPlace ? gradient : rig.output(y.length, Float.BYTES);
    launchGradient(y, gradient, dx, 0, random);
    assertThat(rig.floats(dx, dy.length)).isEqualTo(passed(y, dy));
    if (!inPlace) {
      assertThat(rig.floats(gradient, dy.length)).isEqualTo(dy);
    }
  }

  @Property(tries = 100)
  void gradientIsAddedWhereAsked(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    float[] y = withSpecials(random);
    float[] dy = KernelRig.anyFloats(y.length, 1, random);
    float[] sum = KernelRig.anyFloats(y.length, 1, random);
    DevicePointer dx = rig.upload(sum);
    launchGradient(y, rig.upload(dy), dx, 1, random);
    float[] passed = passed(y, dy);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += passed[i];
    }
    assertThat(rig.floats(dx, sum.length)).isEqualTo(sum);
  }

  private static void launchGradient(
      float[] y, DevicePointer dy, DevicePointer dx, int accumulate, Philox random) {
    rig.launch(
        "relu_gradient",
        KernelRig.anyShape(y.length, random),
        rig.upload(y),
        dy,
        dx,
        accumulate,
        (long) y.length);
  }

  private static float[] passed(float[] y, float[] dy) {
    float[] passed = new float[y.length];
    for (int i = 0; i < y.length; i++) {
      passed[i] = y[i] > 0 ? dy[i] : 0;
    }
    return passed;
  }

  private static float[] withSpecials(Philox random) {
    float[] values = KernelRig.anyFloats(KernelRig.anySize(random), 1, random);
    for (int i = 0; i < values.length; i += 1 + random.nextInt(5)) {
      values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return values;
  }
}
