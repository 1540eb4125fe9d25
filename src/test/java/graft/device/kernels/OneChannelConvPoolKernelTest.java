package graft.device.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.DevicePointer;
import graft.device.LaunchShape;
import graft.random.Philox;
import graft.reference.ConvolutionSize;
import graft.reference.PoolingSize;
import graft.reference.ReferenceOps;
import graft.reference.ReferencePooling;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Against convolution, bias and pooling one after the other, on small whole numbers: float32 holds
 * every sum exactly, so results agree bit for bit, and equal values in a window are common.
 */
class OneChannelConvPoolKernelTest extends KernelProperties {
  /** Drawn extents; odd ones too, whose last row or column no window takes. */
  private record Case(int images, int height, int width, int filters, int pad) {
    static Case draw(Philox random) {
      int pad = random.nextInt(2);
      int least = 4 - 2 * pad;
      return new Case(
          1 + random.nextInt(4),
          least + random.nextInt(12),
          least + random.nextInt(12),
          1 + random.nextInt(150),
          pad);
    }

    ConvolutionSize convolution() {
      return new ConvolutionSize(images, height, width, 1, filters, 3, 3, 1, 1, pad, pad, pad, pad);
    }

    PoolingSize pooling() {
      ConvolutionSize before = convolution();
      return new PoolingSize(
          images, before.outputHeight(), before.outputWidth(), filters, 2, 2, 2, 2, 0, 0, 0, 0);
    }

    int pixels() {
      return images * pooling().outputHeight() * pooling().outputWidth();
    }

    double[] beforePooling(float[] x, float[] w, float[] bias) {
      double[] y =
          ReferenceOps.convolution(
              convolution(), ReferenceOps.toDouble(x), ReferenceOps.toDouble(w));
      return ReferenceOps.addBias(y, ReferenceOps.toDouble(bias));
    }
  }

  private static float[] wholeNumbers(int count, Philox random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextInt(5) - 2;
    }
    return values;
  }

  @Property(tries = 60)
  void isConvolutionBiasAndPooling(@ForAll long seed, @ForAll boolean choosing) {
    Philox random = new Philox(seed, 0);
    Case size = Case.draw(random);
    float[] x = wholeNumbers(size.convolution().inputElements(), random);
    float[] w = wholeNumbers(9 * size.filters(), random);
    float[] bias = wholeNumbers(size.filters(), random);

    float[] y = forward(size, x, w, bias, choosing, random).y();

    assertThat(ReferenceOps.toDouble(y))
        .isEqualTo(ReferencePooling.max(size.pooling(), size.beforePooling(x, w, bias)));
  }

  @Property(tries = 60)
  void gradientGoesToTheFirstLargest(@ForAll long seed) {
    Philox random = new Philox(seed, 0);
    Case size = Case.draw(random);
    float[] x = wholeNumbers(size.convolution().inputElements(), random);
    float[] w = wholeNumbers(9 * size.filters(), random);
    float[] bias = wholeNumbers(size.filters(), random);
    float[] dy = wholeNumbers(size.pixels() * size.filters(), random);
    int parts = 1 + random.nextInt(5);

    Forward forward = forward(size, x, w, bias, true, random);
    DevicePointer sums = rig.output(parts * 10 * size.filters(), Float.BYTES);
    rig.launch(
        "one_channel_conv_pool_gradient",
        LaunchShape.forLanes(1 + random.nextInt(parts), size.filters()),
        rig.upload(x),
        rig.upload(forward.choice()),
        rig.upload(dy),
        size.images(),
        size.height(),
        size.width(),
        size.filters(),
        size.pad(),
        parts,
        sums);
    DevicePointer dw = rig.output(9 * size.filters(), Float.BYTES);
    DevicePointer db = rig.output(size.filters(), Float.BYTES);
    rig.launch(
        "one_channel_conv_pool_add_parts",
        LaunchShape.forLanes(10, size.filters()),
        sums,
        parts,
        size.filters(),
        dw,
        db);

    double[] unpooled =
        ReferencePooling.maxBackward(
            size.pooling(), size.beforePooling(x, w, bias), ReferenceOps.toDouble(dy));
    assertThat(ReferenceOps.toDouble(rig.floats(dw, 9 * size.filters())))
        .isEqualTo(
            ReferenceOps.convolutionBackwardFilter(
                size.convolution(), ReferenceOps.toDouble(x), unpooled));
    assertThat(ReferenceOps.toDouble(rig.floats(db, size.filters())))
        .isEqualTo(ReferenceOps.biasBackward(ReferenceOps.toDouble(dy), size.filters()));
  }

  /** As cuDNN pools under CUDNN_NOT_PROPAGATE_NAN: any number is larger. */
  @Property(tries = 1)
  void notANumberIsNoMaximum() {
    Case size = new Case(1, 4, 5, 1, 0);
    float[] x = new float[20];
    x[0] = Float.NaN; // reached by the window's first output alone
    x[19] = Float.NaN; // by none, since the fifth column's output fills no window
    float[] w = {1, 0, 0, 0, 0, 0, 0, 0, 1};

    Forward found = forward(size, x, w, new float[] {7}, true, new Philox(1, 0));

    assertThat(found.y()).containsExactly(7);
    assertThat(found.choice()).containsExactly((byte) 1);
  }

  @SuppressWarnings("ArrayRecordComponent") // a bag of results
  private record Forward(float[] y, byte[] choice) {}

  /** Without {@code choosing} the choice is empty. */
  private static Forward forward(
      Case size, float[] x, float[] w, float[] bias, boolean choosing, Philox random) {
    int elements = size.pixels() * size.filters();
    LaunchShape shape = LaunchShape.forLanes(1 + random.nextInt(2 * size.pixels()), size.filters());
    DevicePointer y = rig.output(elements, Float.BYTES);
    if (!choosing) {
      rig.launch(
          "one_channel_conv_pool",
          shape,
          rig.upload(x),
          rig.upload(w),
          rig.upload(bias),
          size.images(),
          size.height(),
          size.width(),
          size.filters(),
          size.pad(),
          y);
      return new Forward(rig.floats(y, elements), new byte[0]);
    }
    DevicePointer choice = rig.output(elements, Byte.BYTES);
    rig.launch(
        "one_channel_conv_pool_choosing",
        shape,
        rig.upload(x),
        rig.upload(w),
        rig.upload(bias),
        size.images(),
        size.height(),
        size.width(),
        size.filters(),
        size.pad(),
        y,
        choice);
    return new Forward(rig.floats(y, elements), rig.bytes(choice, elements));
  }
}
