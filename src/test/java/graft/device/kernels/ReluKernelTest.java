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
  void cutsOffWhatIsNegative(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    float[] x = withSpecials(random);
    DevicePointer inPlace = rig.upload(x);
    rig.launch("relu", KernelRig.anyShape(x.length, random), inPlace, (long) x.length);
    float[] found = rig.floats(inPlace, x.length);
    for (int i = 0; i < x.length; i++) {
      // == holds of -0 and 0, either of which will do. NaN stays NaN, so that it is seen.
      assertThat(found[i] == Math.max(x[i], 0f) || (Float.isNaN(x[i]) && Float.isNaN(found[i])))
          .as("relu of %s is %s", x[i], found[i])
          .isTrue();
    }
  }

  @Property(tries = 100)
  void gradientPassesWhereTheOutputIsPositive(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    float[] y = withSpecials(random);
    float[] dy = KernelRig.anyFloats(y.length, 1, random);
    DevicePointer inPlace = rig.upload(dy);
    rig.launch(
        "relu_gradient",
        KernelRig.anyShape(y.length, random),
        rig.upload(y),
        inPlace,
        (long) y.length);
    for (int i = 0; i < dy.length; i++) {
      dy[i] = y[i] > 0 ? dy[i] : 0;
    }
    assertThat(rig.floats(inPlace, dy.length)).isEqualTo(dy);
  }

  private static float[] withSpecials(Philox random) {
    float[] values = KernelRig.anyFloats(KernelRig.anySize(random), 1, random);
    for (int i = 0; i < values.length; i += 1 + random.nextInt(5)) {
      values[i] = SPECIAL[random.nextInt(SPECIAL.length)];
    }
    return values;
  }
}
