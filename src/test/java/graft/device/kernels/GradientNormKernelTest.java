package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class GradientNormKernelTest extends KernelProperties {
  private static final int GRANULE = 64;

  // float64 all along, rounded to float32 once.
  private static final Closeness ROUNDED_ONCE = new Closeness(0, 0x1p-24 + 1e-12);

  @Property(tries = 60)
  void scalesAGradientThatIsTooLongToTheMaximum(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    float[] g = KernelRig.anyFloats((1 + random.nextInt(1500)) * GRANULE, 2, random);
    double squares = 0;
    for (float x : g) {
      squares += (double) x * x;
    }
    double norm = Math.sqrt(squares);
    float maximum = (float) (norm * (0.25 + random.nextInt(8) / 4.0));
    float found = scale(g, maximum, random);
    ROUNDED_ONCE.check("scale", found, Math.min(1, maximum / (norm + 1e-6)));
    // Another launch shape, the same bits.
    assertThat(scale(g, maximum, random)).isEqualTo(found);
  }

  @Property(tries = 1)
  void leavesWhatIsShortEnough() {
    Philox random = new Philox(1, 0);
    assertThat(scale(new float[GRANULE], 1, random)).isEqualTo(1);
    float[] g = new float[2 * GRANULE];
    g[70] = 3;
    g[0] = 4;
    assertThat(scale(g, 5.00001f, random)).isEqualTo(1);
    ROUNDED_ONCE.check("at the maximum", scale(g, 5, random), 5 / (5 + 1e-6));
    ROUNDED_ONCE.check("above it", scale(g, 2, random), 2 / (5 + 1e-6));
  }

  /** Squares of float32 that float32 does not hold. */
  @Property(tries = 1)
  void neitherOverflowsNorHidesWhatIsNotANumber() {
    Philox random = new Philox(1, 0);
    float[] g = new float[GRANULE];
    g[1] = 1e30f;
    ROUNDED_ONCE.check("large", scale(g, 1e29f, random), 0.1f);
    g[1] = Float.NaN;
    assertThat(scale(g, 1, random)).isNaN();
    g[1] = Float.POSITIVE_INFINITY;
    assertThat(scale(g, 1, random)).isZero();
  }

  private static float scale(float[] g, float maximum, Philox random) {
    int granules = g.length / GRANULE;
    int parts = Math.min(512, granules);
    int few = Math.min(8, parts);
    DevicePointer squares = rig.output(parts * GRANULE, Double.BYTES);
    DevicePointer sums = rig.output(few * GRANULE, Double.BYTES);
    DevicePointer scale = rig.output(1, Float.BYTES);
    LaunchShape shape =
        random.nextInt(2) == 0 ? LaunchShape.forLanes(parts, GRANULE) : new LaunchShape(3, GRANULE);
    rig.launch("gradient_squares", shape, rig.upload(g), granules, squares, parts);
    rig.launch("square_sums", shape, squares, parts, sums, few);
    rig.launch("clip_scale", KernelRig.anyShape(1, random), sums, few, maximum, scale);
    return rig.floats(scale, 1)[0];
  }
}
