package graft.model;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A two-dimensional cross-correlation with bias and without activation: input {@code [H, W, C]},
 * kernel {@code [K, R, S, C]}, output {@code [P, Q, K]}.
 *
 * @param filters K, the output's channels
 * @param kernelHeight R
 * @param kernelWidth S
 * @param stride in rows and columns
 * @param padding what happens at the border
 */
public record Conv2d(int filters, int kernelHeight, int kernelWidth, int stride, Padding padding)
    implements Op {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Conv2d {
    Checks.positive("Conv2d", "filters", filters);
    Checks.positive("Conv2d", "kernel height", kernelHeight);
    Checks.positive("Conv2d", "kernel width", kernelWidth);
    Checks.positive("Conv2d", "stride", stride);
  }

  /** A square window, stride 1, 'same' padding. */
  public static Conv2d same(int filters, int kernel) {
    return new Conv2d(filters, kernel, kernel, 1, Padding.SAME);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = Checks.image(this, inputs);
    return Shape.of(
        outputExtent(input.extent(0), kernelHeight),
        outputExtent(input.extent(1), kernelWidth),
        filters);
  }

  private int outputExtent(int extent, int kernel) {
    if (padding == Padding.SAME) {
      return (extent + stride - 1) / stride;
    }
    if (extent < kernel) {
      throw new IllegalArgumentException(
          "a window of " + kernel + " does not fit into " + extent + " without padding");
    }
    return (extent - kernel) / stride + 1;
  }

  /**
   * The rows of zeros above (and as many below) the input.
   *
   * @param input the shape of one sample, {@code [H, W, C]}
   * @throws IllegalArgumentException if 'same' padding would need one more below than above, which
   *     cuDNN cannot express
   */
  public int padHeight(Shape input) {
    return pad(input.extent(0), kernelHeight, "height");
  }

  /** The columns of zeros at either side; see {@link #padHeight}. */
  public int padWidth(Shape input) {
    return pad(input.extent(1), kernelWidth, "width");
  }

  private int pad(int extent, int kernel, String axis) {
    if (padding == Padding.VALID) {
      return 0;
    }
    int total = Math.max(0, (outputExtent(extent, kernel) - 1) * stride + kernel - extent);
    if (total % 2 != 0) {
      throw new IllegalArgumentException(
          "'same' padding of %s %d under a window of %d with stride %d needs %d zeros, an odd number, which cuDNN cannot split evenly; use 'valid' padding, or an odd window and a stride that fits"
              .formatted(axis, extent, kernel, stride, total));
    }
    return total / 2;
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int channels = Checks.image(this, inputs).extent(2);
    return List.of(
        Parameter.kernel(Shape.of(filters, kernelHeight, kernelWidth, channels), Axes.of(0, 3)),
        Parameter.bias(filters));
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Makes(filters);
  }

  @Override
  public Conv2d withUnits(int newFilters) {
    return new Conv2d(newFilters, kernelHeight, kernelWidth, stride, padding);
  }

  /** The same window and filters, stride 1 and 'same' padding. */
  @Override
  public Optional<Op> another() {
    return Optional.of(new Conv2d(filters, kernelHeight, kernelWidth, 1, Padding.SAME));
  }

  /**
   * 1 at ((R - 1) / 2, (S - 1) / 2) from each channel to itself, and biases of 0 (Chen, Goodfellow,
   * Shlens, arXiv 1511.05641, section "Net2DeeperNet").
   */
  @Override
  public Identity identity(Shape input, boolean neverNegative) {
    if (kernelHeight % 2 == 0 || kernelWidth % 2 == 0) {
      return new Identity.Refused(
          "a window of " + kernelHeight + " x " + kernelWidth,
          "odd numbers, since only an odd window has a centre");
    }
    if (stride != 1) {
      return new Identity.Refused("stride " + stride, "1");
    }
    if (padding != Padding.SAME) {
      return new Identity.Refused(padding + " padding", "SAME");
    }
    if (input.last() != filters) {
      return new Identity.Refused(filters + " filters", input.last() + " filters");
    }
    float[] kernel = new float[filters * kernelHeight * kernelWidth * filters]; // [K, R, S, K]
    for (int channel = 0; channel < filters; channel++) {
      int row = channel * kernelHeight + (kernelHeight - 1) / 2;
      kernel[(row * kernelWidth + (kernelWidth - 1) / 2) * filters + channel] = 1;
    }
    Shape shape = Shape.of(filters, kernelHeight, kernelWidth, filters);
    return new Identity.Values(
        Map.of(
            Parameter.KERNEL,
            HostTensor.of(shape, kernel),
            Parameter.BIAS,
            HostTensor.filled(Shape.of(filters), 0)));
  }
}
