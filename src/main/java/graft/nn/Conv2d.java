package graft.nn;

import graft.tensor.Shape;
import java.util.List;

/**
 * A two-dimensional cross-correlation with bias and without activation: input {@code [H, W, C]},
 * kernel {@code [K, R, S, C]}, output {@code [P, Q, K]}.
 *
 * @param name unique within a network
 * @param filters K, the output's channels
 * @param kernelHeight R
 * @param kernelWidth S
 * @param stride in rows and columns
 * @param padding what happens at the border
 */
public record Conv2d(
    String name, int filters, int kernelHeight, int kernelWidth, int stride, Padding padding)
    implements Layer {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is not positive
   */
  public Conv2d {
    Checks.positive(name, "filters", filters);
    Checks.positive(name, "kernel height", kernelHeight);
    Checks.positive(name, "kernel width", kernelWidth);
    Checks.positive(name, "stride", stride);
  }

  /** A square window, stride 1, 'same' padding. */
  public static Conv2d same(String name, int filters, int kernel) {
    return new Conv2d(name, filters, kernel, kernel, 1, Padding.SAME);
  }

  @Override
  public Shape outputShape(Shape input) {
    Checks.rank(this, input, 3, "[H, W, C]");
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
          "layer "
              + name
              + ": a window of "
              + kernel
              + " does not fit into "
              + extent
              + " without padding");
    }
    return (extent - kernel) / stride + 1;
  }

  /**
   * The rows of zeros above (and as many below) the input.
   *
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
          "layer %s: 'same' padding of %s %d under a window of %d with stride %d needs %d zeros, an odd number, which cuDNN cannot split evenly; use 'valid' padding, or an odd window and a stride that fits"
              .formatted(name, axis, extent, kernel, stride, total));
    }
    return total / 2;
  }

  @Override
  public List<Parameter> parameters(Shape input) {
    Checks.rank(this, input, 3, "[H, W, C]");
    int channels = input.extent(2);
    int window = kernelHeight * kernelWidth;
    return List.of(
        new Parameter(
            name,
            Parameter.KERNEL,
            Shape.of(filters, kernelHeight, kernelWidth, channels),
            window * channels,
            window * filters),
        new Parameter(name, Parameter.BIAS, Shape.of(filters), 0, 0));
  }

  @Override
  public Conv2d withName(String newName) {
    return new Conv2d(newName, filters, kernelHeight, kernelWidth, stride, padding);
  }

  /** This layer with another number of filters. */
  public Conv2d withFilters(int newFilters) {
    return new Conv2d(name, newFilters, kernelHeight, kernelWidth, stride, padding);
  }
}
