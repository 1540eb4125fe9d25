package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import graft.model.Parameter;
import graft.tensor.Shape;
import java.util.List;

/**
 * Convolution of 3x3 taps over one channel, bias and max pooling of 2x2, by kernels of our own that
 * never store the convolution's output: it is four times as large as the result. x [N, H, W, 1], y
 * [N, P, Q, K], kernel [K, 3, 3, 1], bias [K]. In training it notes which pixel of each window was
 * the largest, [N, P, Q, K] bytes.
 */
final class PlannedOneChannelConvPool implements PlannedOp {
  /** Nine taps and the bias. */
  private static final int SUMS = 10;

  /**
   * Pooled pixels that a block adds up: enough to hide what a part costs, few enough to occupy a
   * card at batch 32.
   */
  private static final int PIXELS_OF_A_PART = 96;

  private static final int MOST_PARTS = 512;

  private final Kernel pool;
  private final Kernel poolChoosing;
  private final Kernel gradient;
  private final Kernel addParts;
  private final boolean training;
  private final int pad;
  private final int filters;
  private final long pixels;
  private final int parts;

  /**
   * Plans the pair.
   *
   * @param y {@code [N, P, Q, K]}
   * @param training whether a backward pass follows: not where the convolution is frozen
   * @param pad zeros around x, 0 or 1
   */
  PlannedOneChannelConvPool(Device device, Shape y, boolean training, int pad) {
    this.pool = device.kernel("one_channel_conv_pool");
    this.poolChoosing = device.kernel("one_channel_conv_pool_choosing");
    this.gradient = device.kernel("one_channel_conv_pool_gradient");
    this.addParts = device.kernel("one_channel_conv_pool_add_parts");
    this.training = training;
    this.pad = pad;
    this.filters = y.extent(3);
    this.pixels = (long) y.extent(0) * y.extent(1) * y.extent(2);
    this.parts = (int) Math.max(1, Math.min(MOST_PARTS, pixels / PIXELS_OF_A_PART));
  }

  @Override
  public Traits traits() {
    return new Traits(Output.APART, true, false, false, false);
  }

  @Override
  public long noteBytes() {
    return training ? pixels * filters : 0;
  }

  @Override
  public long workspaceBytes() {
    return training ? (long) parts * SUMS * filters * Float.BYTES : 0;
  }

  @Override
  public List<Call> forward(Wiring wiring) {
    Tensor x = wiring.x();
    Tensor y = wiring.y();
    Tensor w = wiring.value(Parameter.KERNEL);
    Tensor b = wiring.value(Parameter.BIAS);
    // Of each pooled pixel: four convolutions of nine taps, four biases, three comparisons.
    long flops = y.shape().elements() * (4L * 2 * (SUMS - 1) + 4 + 3);
    Cost cost = Cost.of(training ? poolChoosing.name() : pool.name(), flops, x, w, b, y);
    return List.of(Call.of(cost.plusBytes(noteBytes()), () -> launchForward(wiring)));
  }

  private void launchForward(Wiring wiring) {
    Tensor x = wiring.x();
    int images = x.shape().extent(0);
    int height = x.shape().extent(1);
    int width = x.shape().extent(2);
    LaunchShape shape = LaunchShape.forLanes(pixels, filters);
    DevicePointer w = wiring.value(Parameter.KERNEL).pointer();
    DevicePointer b = wiring.value(Parameter.BIAS).pointer();
    DevicePointer y = wiring.y().pointer();
    if (training) {
      DevicePointer choice = wiring.note().orElseThrow();
      poolChoosing.launch(shape, x.pointer(), w, b, images, height, width, filters, pad, y, choice);
    } else {
      pool.launch(shape, x.pointer(), w, b, images, height, width, filters, pad, y);
    }
  }

  @Override
  public List<Call> backward(Wiring wiring) {
    Tensor dy = wiring.dy();
    // Only the chosen pixel of each window has a gradient.
    long flops = dy.shape().elements() * (2L * (SUMS - 1) + 1);
    Cost shares = Cost.of(gradient.name(), flops, wiring.x(), dy);
    Cost sum =
        new Cost(
            addParts.name(),
            workspaceBytes() / Float.BYTES,
            workspaceBytes() + (long) SUMS * filters * Float.BYTES);
    return List.of(
        Call.of(shares.plusBytes(noteBytes() + workspaceBytes()), () -> launchGradient(wiring)),
        Call.of(sum, () -> launchAddParts(wiring)));
  }

  private void launchGradient(Wiring wiring) {
    Tensor x = wiring.x();
    gradient.launch(
        LaunchShape.forLanes(parts, filters),
        x.pointer(),
        wiring.note().orElseThrow(),
        wiring.dy().pointer(),
        x.shape().extent(0),
        x.shape().extent(1),
        x.shape().extent(2),
        filters,
        pad,
        parts,
        wiring.workspace().pointer());
  }

  private void launchAddParts(Wiring wiring) {
    addParts.launch(
        LaunchShape.forLanes(SUMS, filters),
        wiring.workspace().pointer(),
        parts,
        filters,
        wiring.gradient(Parameter.KERNEL).pointer(),
        wiring.gradient(Parameter.BIAS).pointer());
  }

  @Override
  public String description() {
    return training
        ? poolChoosing.name() + ", " + gradient.name() + ", " + addParts.name()
        : pool.name();
  }
}
