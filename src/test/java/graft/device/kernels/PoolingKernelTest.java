package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.Closeness;
import graft.reference.PoolingSize;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePooling;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class PoolingKernelTest extends KernelProperties {
  /** Means of up to some dozen numbers below 2. */
  private static final Closeness CLOSE = new Closeness(3e-6, 3e-6);

  /** All values are below zero: a border that counted would be the largest. */
  private static final float BELOW = 1.5f;

  private static PoolingSize size(Philox random) {
    while (true) {
      int window = 1 + random.nextInt(4);
      int across = 1 + random.nextInt(4);
      int stride = 1 + random.nextInt(3);
      PoolingSize drawn =
          new PoolingSize(
              1 + random.nextInt(3),
              1 + random.nextInt(7),
              1 + random.nextInt(7),
              1 + random.nextInt(130),
              window,
              across,
              stride,
              stride,
              random.nextInt(window),
              random.nextInt(window),
              random.nextInt(across),
              random.nextInt(across));
      boolean fits =
          drawn.height() + drawn.top() + drawn.bottom() >= window
              && drawn.width() + drawn.left() + drawn.right() >= across;
      if (fits
          && (drawn.outputHeight() - 1) * stride - drawn.top() < drawn.height()
          && (drawn.outputWidth() - 1) * stride - drawn.left() < drawn.width()) {
        return drawn;
      }
    }
  }

  private static float[] below(int count, Philox random) {
    float[] x = KernelRig.anyFloats(count, 1, random);
    for (int i = 0; i < count; i++) {
      x[i] = Math.round(8 * x[i]) / 8f - BELOW; // so that some are equal
    }
    return x;
  }

  private static Object[] arguments(PoolingSize size, Object... tensors) {
    Object[] all = new Object[tensors.length + 11];
    System.arraycopy(tensors, 0, all, 0, tensors.length);
    int[] numbers = {
      size.batch(),
      size.height(),
      size.width(),
      size.channels(),
      size.outputHeight(),
      size.outputWidth(),
      size.windowHeight(),
      size.windowWidth(),
      size.strideHeight(),
      size.top(),
      size.left()
    };
    for (int i = 0; i < numbers.length; i++) {
      all[tensors.length + i] = numbers[i];
    }
    return all;
  }

  private static LaunchShape shape(int elements, PoolingSize size, Philox random) {
    int pixels = elements / size.channels();
    return LaunchShape.forLanes(1 + random.nextInt(2 * pixels), size.channels());
  }

  @Property(tries = 100)
  void forwardIsTheReference(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    PoolingSize size = size(random);
    float[] x = below(size.inputElements(), random);
    DevicePointer y = rig.output(size.outputElements(), Float.BYTES);
    LaunchShape shape = shape(size.outputElements(), size, random);

    rig.launch("max_pool", shape, arguments(size, rig.upload(x), y));
    assertThat(ReferenceOps.toDouble(rig.floats(y, size.outputElements())))
        .isEqualTo(ReferencePooling.max(size, ReferenceOps.toDouble(x)));

    rig.launch("average_pool", shape, arguments(size, rig.upload(x), y));
    CLOSE.check(
        "mean",
        rig.floats(y, size.outputElements()),
        ReferencePooling.average(size, ReferenceOps.toDouble(x)));
  }

  @Property(tries = 100)
  void gradientsAreTheReferences(@ForAll long seed, @ForAll boolean accumulate) {
    Philox random = new Philox(seed, 0);
    PoolingSize size = size(random);
    float[] x = below(size.inputElements(), random);
    float[] dy = KernelRig.anyFloats(size.outputElements(), 1, random);
    float[] before = KernelRig.anyFloats(x.length, 1, random);
    int added = accumulate ? 1 : 0;
    LaunchShape shape = shape(x.length, size, random);

    DevicePointer dx = accumulate ? rig.upload(before) : rig.output(x.length, Float.BYTES);
    rig.launch(
        "max_pool_gradient", shape, arguments(size, rig.upload(x), rig.upload(dy), dx, added));
    double[] largest =
        ReferencePooling.maxBackward(size, ReferenceOps.toDouble(x), ReferenceOps.toDouble(dy));
    CLOSE.check("largest", rig.floats(dx, x.length), sum(largest, before, added));

    dx = accumulate ? rig.upload(before) : rig.output(x.length, Float.BYTES);
    rig.launch("average_pool_gradient", shape, arguments(size, rig.upload(dy), dx, added));
    double[] mean = ReferencePooling.averageBackward(size, ReferenceOps.toDouble(dy));
    CLOSE.check("mean", rig.floats(dx, x.length), sum(mean, before, added));
  }

  private static double[] sum(double[] gradient, float[] before, int added) {
    double[] sum = gradient.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += added * before[i];
    }
    return sum;
  }

  /** As cuDNN pools under CUDNN_NOT_PROPAGATE_NAN. */
  @Property(tries = 1)
  void notANumberIsNoMaximum() {
    PoolingSize size = new PoolingSize(1, 2, 2, 1, 2, 2, 1, 1, 0, 0, 0, 0);
    DevicePointer x = rig.upload(Float.NaN, -7f, Float.NaN, -9f);
    DevicePointer y = rig.output(1, Float.BYTES);
    DevicePointer dx = rig.output(4, Float.BYTES);
    rig.launch("max_pool", LaunchShape.forLanes(1, 1), arguments(size, x, y));
    assertThat(rig.floats(y, 1)).containsExactly(-7);
    rig.launch(
        "max_pool_gradient", LaunchShape.forLanes(4, 1), arguments(size, x, rig.upload(5f), dx, 0));
    assertThat(rig.floats(dx, 4)).containsExactly(0, 5, 0, 0);
  }
}
