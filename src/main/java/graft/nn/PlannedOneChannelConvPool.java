package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Workspace;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Convolution of 3x3 taps over one channel, bias and max pooling of 2x2, by kernels of our own that
 * never store the convolution's output: it is four times as large as the result.
 */
final class PlannedOneChannelConvPool implements PlannedLayer {
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
  private final Supplier<Workspace> workspace;
  private final Tensor x; // [N, H, W, 1]
  private final Tensor y; // [N, P, Q, K]
  private final Tensor dy; // [N, P, Q, K]
  private final Optional<DevicePointer> choice; // [N, P, Q, K] bytes
  private final LearnedPair weights; // kernel [K, 3, 3, 1], bias [K]
  private final int pad;
  private final int filters;
  private final long pixels;
  private final int parts;

  /**
   * Plans the pair.
   *
   * @param choice where training notes which pixel of each window was the largest; absent for
   *     inference
   * @param pad zeros around x, 0 or 1
   */
  PlannedOneChannelConvPool(
      Device device,
      Supplier<Workspace> workspace,
      Tensor x,
      Tensor y,
      Tensor dy,
      Optional<DevicePointer> choice,
      LearnedPair weights,
      int pad) {
    this.pool = device.kernel("one_channel_conv_pool");
    this.poolChoosing = device.kernel("one_channel_conv_pool_choosing");
    this.gradient = device.kernel("one_channel_conv_pool_gradient");
    this.addParts = device.kernel("one_channel_conv_pool_add_parts");
    this.workspace = workspace;
    this.x = x;
    this.y = y;
    this.dy = dy;
    this.choice = choice;
    this.weights = weights;
    this.pad = pad;
    Shape shape = y.shape();
    this.filters = shape.extent(3);
    this.pixels = (long) shape.extent(0) * shape.extent(1) * shape.extent(2);
    this.parts = (int) Math.max(1, Math.min(MOST_PARTS, pixels / PIXELS_OF_A_PART));
  }

  /** The bytes of {@code choice} for one sample. */
  static long choiceBytes(Shape pooledSample) {
    return pooledSample.elements();
  }

  long workspaceBytes() {
    return (long) parts * SUMS * filters * Float.BYTES;
  }

  @Override
  public List<Call> forward() {
    // Of each pooled pixel: four convolutions of nine taps, four biases, three comparisons.
    long flops = y.shape().elements() * (4L * 2 * (SUMS - 1) + 4 + 3);
    Cost cost = Cost.of(forwardKernel().name(), flops, x, weights.kernel(), weights.bias(), y);
    return List.of(Call.of(cost.plusBytes(choiceSize()), this::launchForward));
  }

  private Kernel forwardKernel() {
    return choice.isEmpty() ? pool : poolChoosing;
  }

  private void launchForward() {
    int images = x.shape().extent(0);
    int height = x.shape().extent(1);
    int width = x.shape().extent(2);
    LaunchShape shape = LaunchShape.forLanes(pixels, filters);
    DevicePointer w = weights.kernel().pointer();
    DevicePointer b = weights.bias().pointer();
    if (choice.isEmpty()) {
      pool.launch(shape, x.pointer(), w, b, images, height, width, filters, pad, y.pointer());
      return;
    }
    poolChoosing.launch(
        shape, x.pointer(), w, b, images, height, width, filters, pad, y.pointer(), choice.get());
  }

  @Override
  public List<Call> backward() {
    // Only the chosen pixel of each window has a gradient.
    Cost shares = Cost.of(gradient.name(), y.shape().elements() * (2L * (SUMS - 1) + 1), x, dy);
    Cost sum =
        new Cost(
            addParts.name(),
            workspaceBytes() / Float.BYTES,
            workspaceBytes() + (long) SUMS * filters * Float.BYTES);
    return List.of(
        Call.of(shares.plusBytes(choiceSize() + workspaceBytes()), this::launchGradient),
        Call.of(sum, this::launchAddParts));
  }

  private void launchGradient() {
    gradient.launch(
        LaunchShape.forLanes(parts, filters),
        x.pointer(),
        choice.orElseThrow(),
        dy.pointer(),
        x.shape().extent(0),
        x.shape().extent(1),
        x.shape().extent(2),
        filters,
        pad,
        parts,
        workspace.get().pointer());
  }

  private void launchAddParts() {
    addParts.launch(
        LaunchShape.forLanes(SUMS, filters),
        workspace.get().pointer(),
        parts,
        filters,
        weights.kernelGradient().pointer(),
        weights.biasGradient().pointer());
  }

  private long choiceSize() {
    return choice.isEmpty() ? 0 : y.shape().elements();
  }

  @Override
  public String description() {
    return choice
        .map(ignored -> poolChoosing.name() + ", " + gradient.name() + ", " + addParts.name())
        .orElse(pool.name());
  }
}
