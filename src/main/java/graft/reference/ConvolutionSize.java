package graft.reference;

import graft.model.Conv2d;
import graft.model.Windows;
import graft.tensor.Shape;

/**
 * The numbers of a convolution: input x {@code [N, H, W, C]}, filter w {@code [K, R, S, C]}, output
 * y {@code [N, P, Q, K]}, and how many rows and columns of zeros are around x.
 */
public record ConvolutionSize(
    int batch,
    int height,
    int width,
    int channels,
    int filters,
    int kernelHeight,
    int kernelWidth,
    int strideHeight,
    int strideWidth,
    int top,
    int bottom,
    int left,
    int right) {
  /** Of an op on samples {@code [H, W, C]}. */
  static ConvolutionSize of(Conv2d conv, Shape in, int batch) {
    Windows windows = conv.windows();
    return new ConvolutionSize(
        batch,
        in.extent(0),
        in.extent(1),
        in.extent(2),
        conv.filters(),
        conv.kernelHeight(),
        conv.kernelWidth(),
        conv.stride(),
        conv.stride(),
        Borders.before(windows, in.extent(0), conv.kernelHeight(), true),
        Borders.behind(windows, in.extent(0), conv.kernelHeight(), true),
        Borders.before(windows, in.extent(1), conv.kernelWidth(), false),
        Borders.behind(windows, in.extent(1), conv.kernelWidth(), false));
  }

  /** P. */
  public int outputHeight() {
    return (height + top + bottom - kernelHeight) / strideHeight + 1;
  }

  /** Q. */
  public int outputWidth() {
    return (width + left + right - kernelWidth) / strideWidth + 1;
  }

  /** N H W C. */
  public int inputElements() {
    return batch * height * width * channels;
  }

  /** K R S C. */
  public int filterElements() {
    return filters * kernelHeight * kernelWidth * channels;
  }

  /** N P Q K. */
  public int outputElements() {
    return batch * outputHeight() * outputWidth() * filters;
  }

  /** The position of x[n, h, w, c]. */
  int input(int n, int h, int w, int c) {
    return ((n * height + h) * width + w) * channels + c;
  }

  /** The position of w[k, r, s, c]. */
  int filter(int k, int r, int s, int c) {
    return ((k * kernelHeight + r) * kernelWidth + s) * channels + c;
  }

  /** The position of y[n, p, q, k]. */
  int output(int n, int p, int q, int k) {
    return ((n * outputHeight() + p) * outputWidth() + q) * filters + k;
  }
}
