package graft.model;

import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A two-dimensional cross-correlation, without activation: input {@code [H, W, C]}, kernel {@code
 * [K, R, S, C]}, output {@code [P, Q, K]}.
 *
 * @param filters K, the output's channels
 * @param kernelHeight R
 * @param kernelWidth S
 * @param stride in rows and columns
 * @param padding how many zeros are around the input
 * @param bias whether a trained number is added to each of the output's channels
 */
public record Conv2d(
    int filters, int kernelHeight, int kernelWidth, int stride, Padding padding, boolean bias)
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

  /** With bias. */
  public Conv2d(int filters, int kernelHeight, int kernelWidth, int stride, Padding padding) {
    this(filters, kernelHeight, kernelWidth, stride, padding, true);
  }

  /** A square window, stride 1, 'same' padding, with bias. */
  public static Conv2d same(int filters, int kernel) {
    return new Conv2d(filters, kernel, kernel, 1, Padding.SAME);
  }

  /** The same without bias, as in front of a normalisation. */
  public Conv2d withoutBias() {
    return new Conv2d(filters, kernelHeight, kernelWidth, stride, padding, false);
  }

  /** The same with bias. */
  public Conv2d withBias() {
    return new Conv2d(filters, kernelHeight, kernelWidth, stride, padding, true);
  }

  /** The windows. */
  public Windows windows() {
    return new Windows(kernelHeight, kernelWidth, stride, padding);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return windows().output(Checks.image(this, inputs), filters);
  }

  @Override
  public List<Parameter> parameters(List<Shape> inputs) {
    int channels = Checks.image(this, inputs).extent(2);
    Parameter kernel =
        Parameter.kernel(Shape.of(filters, kernelHeight, kernelWidth, channels), Axes.of(0, 3));
    return bias ? List.of(kernel, Parameter.bias(filters)) : List.of(kernel);
  }

  /** P Q K R S C: with the taps that lie on padding. */
  @Override
  public long multiplyAdds(List<Shape> inputs) {
    int channels = Checks.image(this, inputs).extent(2);
    return (long) outputShape(inputs).elements() * kernelHeight * kernelWidth * channels;
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Makes(filters);
  }

  @Override
  public Conv2d withUnits(int newFilters) {
    return new Conv2d(newFilters, kernelHeight, kernelWidth, stride, padding, bias);
  }

  /** The same window and filters, stride 1, 'same' padding, and a bias if this has one. */
  @Override
  public Optional<Op> another() {
    return Optional.of(new Conv2d(filters, kernelHeight, kernelWidth, 1, Padding.SAME, bias));
  }

  /**
   * 1 from each channel to itself at the tap that lies on the window's own pixel, behind as many
   * taps as there are zeros above and left, and biases of 0: the middle of an odd window with
   * 'same' padding (Chen, Goodfellow, Shlens, arXiv 1511.05641, section "Net2DeeperNet").
   */
  @Override
  public Identity identity(Shape input, boolean neverNegative) {
    if (stride != 1) {
      return new Identity.Refused("stride " + stride, "1");
    }
    Shape output = windows().output(input, input.last());
    if (!output.equals(input)) {
      return new Identity.Refused(
          String.format(
              Locale.ROOT,
              "a window of %d x %d with padding %s, which makes %s of %s",
              kernelHeight,
              kernelWidth,
              padding,
              output,
              input),
          "a padding that keeps the rows and columns, such as SAME");
    }
    if (input.last() != filters) {
      return new Identity.Refused(filters + " filters", input.last() + " filters");
    }
    Padding.Explicit borders = windows().borders(input);
    float[] kernel = new float[filters * kernelHeight * kernelWidth * filters]; // [K, R, S, K]
    for (int channel = 0; channel < filters; channel++) {
      int row = channel * kernelHeight + borders.top();
      kernel[(row * kernelWidth + borders.left()) * filters + channel] = 1;
    }
    Map<String, HostTensor> values = new HashMap<>();
    Shape shape = Shape.of(filters, kernelHeight, kernelWidth, filters);
    values.put(Parameter.KERNEL, HostTensor.of(shape, kernel));
    if (bias) {
      values.put(Parameter.BIAS, HostTensor.filled(Shape.of(filters), 0));
    }
    return new Identity.Values(values);
  }
}
