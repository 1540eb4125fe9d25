package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.CrossEntropy;
import graft.reference.ReferenceOps;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SoftmaxCrossEntropyKernelTest extends KernelProperties {
  // Logits up to 30: their differences are rounded to 60 * 2^-24 = 4e-6 at most, 2^-24 relative to
  // the loss that they become. The sum of up to 80 exponentials adds some 1e-6 to its logarithm.
  private static final Closeness LOSS = new Closeness(2e-6, 3e-7);
  // A probability exp(-d) inherits the error d 2^-24 of its exponent, relative: under 2.2e-8,
  // absolute,
  // for every d. The sum's and the exponentials' own rounding are relative.
  private static final Closeness ROWS_TIMES_GRADIENT = new Closeness(2e-7, 2e-6);

  @SuppressWarnings("ArrayRecordComponent") // a bag of results; nobody compares two
  private record Result(float[] loss, int[] hit, float[] gradient) {}

  @Property(tries = 150)
  void agreesWithTheReference(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    int rows = 1 + random.nextInt(40);
    int classes = 1 + random.nextInt(80);
    float[] logits = KernelRig.anyFloats(rows * classes, 30 * random.nextFloat(), random);
    int[] labels = new int[rows];
    for (int row = 0; row < rows; row++) {
      labels[row] = random.nextInt(classes);
    }
    float smoothing = random.nextInt(2) == 0 ? 0 : random.nextFloat();
    Result found = forwardAndGradient(logits, labels, smoothing, KernelRig.anyShape(rows, random));

    CrossEntropy expected = CrossEntropy.of(ReferenceOps.toDouble(logits), labels, smoothing);
    LOSS.check("loss", found.loss(), expected.losses());
    assertThat(found.hit()).isEqualTo(expected.hits());
    ROWS_TIMES_GRADIENT.check(
        "rows * dlogits",
        times(rows, ReferenceOps.toDouble(found.gradient())),
        times(rows, expected.logitsGradient()));
    Result forwardOnly = forward(logits, labels, KernelRig.anyShape(rows, random));
    CrossEntropy plain = CrossEntropy.of(ReferenceOps.toDouble(logits), labels);
    LOSS.check("loss without smoothing", forwardOnly.loss(), plain.losses());
    if (smoothing == 0) {
      assertThat(forwardOnly.loss()).isEqualTo(found.loss());
    }
    assertThat(forwardOnly.hit()).isEqualTo(found.hit());
  }

  @Property(tries = 1)
  void staysFiniteForLargeLogits() {
    float[] logits = {1e30f, -1e30f, 1e30f, -1e30f, 3e4f, 3e4f};
    Result found = forwardAndGradient(logits, new int[] {1, 0, 1}, 0, LaunchShape.single());
    assertThat(found.loss()[0]).isEqualTo(2e30f);
    assertThat(found.loss()[1]).isEqualTo(0f);
    LOSS.check("loss", found.loss()[2], Math.log(2));
    double third = 1 / 3.0;
    ROWS_TIMES_GRADIENT.check(
        "dlogits", found.gradient(), new double[] {third, -third, 0, 0, third / 2, -third / 2});
  }

  /**
   * Logits that differ by d give a loss of about exp(-d): float32 must not lose it in the logits.
   */
  @Property(tries = 1)
  void keepsASmallLossBesideLargeLogits() {
    float loss = forward(new float[] {100, 90}, new int[] {0}, LaunchShape.single()).loss()[0];
    // log(1 + exp(-10)): the addition of 1 leaves it half an ulp of 1; at 100 an ulp is 128 times
    // that.
    new Closeness(0x1p-23, 0).check("loss", loss, Math.log1p(Math.exp(-10)));
  }

  @Property(tries = 1)
  void predictsTheFirstLargestLogit() {
    float[] logits = {1, 5, 5, 0, 0, 0};
    assertThat(forward(logits, new int[] {2, 0}, LaunchShape.single()).hit()).containsExactly(0, 1);
    assertThat(forward(logits, new int[] {1, 1}, LaunchShape.single()).hit()).containsExactly(1, 0);
  }

  @Property(tries = 1)
  void showsWhatIsNotANumber() {
    float[] logits = {0, Float.NaN, 0, 0, 0, 0};
    Result found = forwardAndGradient(logits, new int[] {0, 2, -1}, 0.1f, LaunchShape.single());
    assertThat(found.loss()).containsExactly(Float.NaN, Float.NaN, Float.NaN);
    assertThat(found.hit()).containsExactly(1, 0, 0);
    assertThat(found.gradient()[0]).isNaN();
  }

  private static Result forward(float[] logits, int[] labels, LaunchShape shape) {
    int rows = labels.length;
    DevicePointer loss = rig.output(rows, Float.BYTES);
    DevicePointer hit = rig.output(rows, Integer.BYTES);
    rig.launch(
        "softmax_cross_entropy",
        shape,
        rig.upload(logits),
        rig.upload(labels),
        rows,
        logits.length / rows,
        loss,
        hit);
    return new Result(rig.floats(loss, rows), rig.ints(hit, rows), new float[0]);
  }

  private static Result forwardAndGradient(
      float[] logits, int[] labels, float smoothing, LaunchShape shape) {
    int rows = labels.length;
    DevicePointer loss = rig.output(rows, Float.BYTES);
    DevicePointer hit = rig.output(rows, Integer.BYTES);
    DevicePointer gradient = rig.output(logits.length, Float.BYTES);
    rig.launch(
        "softmax_cross_entropy_gradient",
        shape,
        rig.upload(logits),
        rig.upload(labels),
        rows,
        logits.length / rows,
        loss,
        hit,
        gradient,
        smoothing);
    return new Result(
        rig.floats(loss, rows), rig.ints(hit, rows), rig.floats(gradient, logits.length));
  }

  private static double[] times(double factor, double[] values) {
    double[] products = values.clone();
    for (int i = 0; i < products.length; i++) {
      products[i] *= factor;
    }
    return products;
  }
}
