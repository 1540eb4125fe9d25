package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.ReferenceBatchNorm;
import graft.reference.ReferenceOps;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Normalisation at means far larger than deviations, cut into rows and parts in any way. */
class BatchNormKernelTest extends KernelProperties {
  private static final double EPSILON = 1e-3;
  private static final double MOMENTUM = 0.9;
  private static final int NOTES = 7;

  /** y is about 1 and rounded a few times. */
  private static final Closeness OUTPUT = new Closeness(2e-6, 2e-6);

  /** Float32 squares about a mean of the part's own. */
  private static final Closeness VARIANCE = new Closeness(1e-7, 5e-6);

  /** The mean of float32 numbers about 1000 is rounded to one of them, 6e-5 apart. */
  private static final Closeness MEAN = new Closeness(1e-6, 1e-7);

  private record Case(int pixels, int channels, int together, int parts) {
    static Case draw(Philox random) {
      int channels = 1 + random.nextInt(random.nextInt(3) == 0 ? 150 : 20);
      int pixels = 2 + random.nextInt(600);
      int together = 1 + random.nextInt(Math.min(pixels, 8));
      int rows = (pixels + together - 1) / together;
      return new Case(pixels, channels, together, 1 + random.nextInt(Math.max(1, rows / 2)));
    }

    int wide() {
      return together * channels;
    }

    long elements() {
      return (long) pixels * channels;
    }

    LaunchShape shape(Philox random) {
      return LaunchShape.forLanes(1 + random.nextInt(pixels), wide());
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // a bag of results
  private record Forward(float[] y, float[] mean, float[] variance, DevicePointer note) {}

  private static Forward forward(
      Case size, float[] x, float[] gamma, float[] beta, boolean relu, Philox random) {
    int channels = size.channels();
    DevicePointer in = rig.upload(x);
    DevicePointer sums = rig.output(size.parts() * 3 * size.wide(), Float.BYTES);
    rig.launch(
        "batch_norm_sums",
        size.shape(random),
        in,
        size.elements(),
        size.wide(),
        size.parts(),
        sums);
    float[] zeros = new float[channels];
    float[] ones = new float[channels];
    Arrays.fill(ones, 1);
    DevicePointer mean = rig.upload(zeros);
    DevicePointer variance = rig.upload(ones);
    DevicePointer note = rig.output(NOTES * channels, Float.BYTES);
    rig.launch(
        "batch_norm_statistics",
        KernelRig.anyShape(channels, random),
        sums,
        size.elements(),
        channels,
        size.wide(),
        size.parts(),
        rig.upload(gamma),
        rig.upload(beta),
        EPSILON,
        MOMENTUM,
        1,
        mean,
        variance,
        note);
    DevicePointer y = rig.output(x.length, Float.BYTES);
    rig.launch(
        "batch_norm_apply",
        size.shape(random),
        in,
        size.elements(),
        channels,
        size.wide(),
        note,
        relu ? 1 : 0,
        y);
    return new Forward(
        rig.floats(y, x.length), rig.floats(mean, channels), rig.floats(variance, channels), note);
  }

  private static float[] around(float mean, int count, Philox random) {
    float[] x = KernelRig.anyFloats(count, 1.7f, random); // deviation 1
    for (int i = 0; i < count; i++) {
      x[i] += mean;
    }
    return x;
  }

  @Property(tries = 80)
  void normalisesWhateverTheMeanIs(@ForAll long seed, @ForAll boolean relu) {
    Philox random = new Philox(seed, 0);
    Case size = Case.draw(random);
    float[] x = around(random.nextInt(3) * 1000f, (int) size.elements(), random);
    float[] gamma = KernelRig.anyFloats(size.channels(), 1, random);
    float[] beta = KernelRig.anyFloats(size.channels(), 1, random);

    Forward found = forward(size, x, gamma, beta, relu, random);

    double[] wide = toDouble(x);
    ReferenceBatchNorm.Statistics batch = ReferenceBatchNorm.Statistics.of(wide, size.channels());
    double[] y = new double[x.length];
    for (int i = 0; i < y.length; i++) {
      int c = i % size.channels();
      double normal = (wide[i] - batch.mean()[c]) / Math.sqrt(batch.variance()[c] + EPSILON);
      y[i] = gamma[c] * normal + beta[c];
      y[i] = relu ? Math.max(0, y[i]) : y[i];
    }
    OUTPUT.check("y of " + size, found.y(), y);
    double[] ones = new double[size.channels()];
    Arrays.fill(ones, 1);
    ReferenceBatchNorm.Statistics running =
        new ReferenceBatchNorm.Statistics(new double[size.channels()], ones).after(wide, MOMENTUM);
    MEAN.check("running mean of " + size, found.mean(), running.mean());
    VARIANCE.check("running variance of " + size, found.variance(), running.variance());
  }

  /** An outlier in front, and a channel that is constant: variance 0, exactly. */
  @Property(tries = 20)
  void anOutlierAndAConstantDoNoHarm(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Case size = new Case(400, 3, 5, 1 + random.nextInt(40));
    float[] x = around(0, (int) size.elements(), random);
    x[0] = 1e5f;
    for (int i = 2; i < x.length; i += 3) {
      x[i] = 1234.567f;
    }
    float[] gamma = {1, 1, 1};
    float[] beta = {0, 0, 0.5f};
    Forward found = forward(size, x, gamma, beta, false, random);
    for (int i = 2; i < x.length; i += 3) {
      assertThat(found.y()[i]).isEqualTo(0.5f);
    }
    ReferenceBatchNorm.Statistics batch = ReferenceBatchNorm.Statistics.of(toDouble(x), 3);
    assertThat(found.variance()[0] / (0.9 + 0.1 * batch.variance()[0] * 400 / 399))
        .isBetween(1 - 1e-6, 1 + 1e-6);
  }

  @Property(tries = 60)
  void gradientsAreTheReferences(
      @ForAll long seed, @ForAll boolean relu, @ForAll boolean accumulate) {
    Philox random = new Philox(seed, 0);
    Case size = Case.draw(random);
    int channels = size.channels();
    float[] x = around(random.nextInt(2) * 1000f, (int) size.elements(), random);
    float[] gamma = KernelRig.anyFloats(channels, 1, random);
    float[] beta = KernelRig.anyFloats(channels, 1, random);
    Forward forward = forward(size, x, gamma, beta, relu, random);
    float[] dy = KernelRig.anyFloats(x.length, 1, random);
    float[] before = KernelRig.anyFloats(x.length, 1, random);

    DevicePointer in = rig.upload(x);
    DevicePointer gradient = rig.upload(dy);
    DevicePointer sums = rig.output(size.parts() * 2 * size.wide(), Float.BYTES);
    rig.launch(
        "batch_norm_gradient_sums",
        size.shape(random),
        in,
        gradient,
        size.elements(),
        channels,
        size.wide(),
        forward.note(),
        relu ? 1 : 0,
        size.parts(),
        sums);
    DevicePointer dgamma = rig.output(channels, Float.BYTES);
    DevicePointer dbeta = rig.output(channels, Float.BYTES);
    rig.launch(
        "batch_norm_gradient",
        KernelRig.anyShape(channels, random),
        sums,
        size.elements(),
        channels,
        size.wide(),
        size.parts(),
        dgamma,
        dbeta,
        forward.note());
    DevicePointer dx = accumulate ? rig.upload(before) : gradient;
    rig.launch(
        "batch_norm_gradient_apply",
        size.shape(random),
        in,
        gradient,
        size.elements(),
        channels,
        size.wide(),
        forward.note(),
        relu ? 1 : 0,
        accumulate ? 1 : 0,
        dx);

    double[] masked = toDouble(dy);
    for (int i = 0; i < masked.length; i++) {
      masked[i] = relu && !(forward.y()[i] > 0) ? 0 : masked[i];
    }
    double[] wide = toDouble(x);
    ReferenceBatchNorm.Statistics batch = ReferenceBatchNorm.Statistics.of(wide, channels);
    double[] sum = new double[channels];
    double[] product = new double[channels];
    double[] normal = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      normal[i] = (wide[i] - batch.mean()[c]) / Math.sqrt(batch.variance()[c] + EPSILON);
      sum[c] += masked[i];
      product[c] += masked[i] * normal[i];
    }
    double[] expected = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      int c = i % channels;
      double spread = (sum[c] + normal[i] * product[c]) / size.pixels();
      double share = gamma[c] * (masked[i] - spread) / Math.sqrt(batch.variance()[c] + EPSILON);
      expected[i] = accumulate ? before[i] + share : share;
    }
    // Two pixels that are nearly alike have a deviation far below 1, and gradients far above.
    double largest = 1 / Math.sqrt(EPSILON + Arrays.stream(batch.variance()).min().orElseThrow());
    new Closeness(4e-6 * largest, 1e-5).check("dx of " + size, rig.floats(dx, x.length), expected);
    Closeness ofSums = new Closeness(1e-4, 1e-5); // hundreds of terms about 1
    ofSums.check("dbeta of " + size, rig.floats(dbeta, channels), sum);
    ofSums.check("dgamma of " + size, rig.floats(dgamma, channels), product);
  }

  /** As a convolution would be: folded kernel and bias give the normalised product. */
  @Property(tries = 30)
  void foldsIntoTheKernelBeforeIt(@ForAll long seed, @ForAll boolean biased) {
    Philox random = new Philox(seed, 0);
    int channels = 1 + random.nextInt(9);
    int taps = 1 + random.nextInt(30);
    float[] w = KernelRig.anyFloats(channels * taps, 1, random);
    float[] b = KernelRig.anyFloats(channels, 1, random);
    float[] gamma = KernelRig.anyFloats(channels, 1, random);
    gamma[random.nextInt(channels)] = 0;
    float[] beta = KernelRig.anyFloats(channels, 1, random);
    float[] mean = KernelRig.anyFloats(channels, 1, random);
    float[] variance = KernelRig.anyFloats(channels, 1, random);
    for (int c = 0; c < channels; c++) {
      variance[c] = Math.max(0, variance[c]);
    }
    DevicePointer folded = rig.output(w.length, Float.BYTES);
    DevicePointer bias = rig.output(channels, Float.BYTES);
    rig.launch(
        "fold_batch_norm",
        KernelRig.anyShape(w.length, random),
        rig.upload(w),
        biased ? rig.upload(b) : DevicePointer.NULL,
        channels,
        taps,
        rig.upload(gamma),
        rig.upload(beta),
        rig.upload(mean),
        rig.upload(variance),
        (float) EPSILON,
        folded,
        bias);
    double[] expected = new double[w.length];
    double[] offsets = new double[channels];
    for (int i = 0; i < w.length; i++) {
      int c = i / taps;
      double scale = gamma[c] / Math.sqrt(variance[c] + EPSILON);
      expected[i] = w[i] * scale;
      offsets[c] = ((biased ? b[c] : 0) - mean[c]) * scale + beta[c];
    }
    Closeness rounded = new Closeness(1e-5, 1e-6); // a scale may be 30
    rounded.check("folded kernel", rig.floats(folded, w.length), expected);
    rounded.check("folded bias", rig.floats(bias, channels), offsets);
  }

  private static double[] toDouble(float[] values) {
    return ReferenceOps.toDouble(values);
  }
}
