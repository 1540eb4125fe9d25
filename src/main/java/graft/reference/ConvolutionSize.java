package graft.reference;

/**
 * The numbers of a convolution: input x {@code [N, H, W, C]}, filter w {@code [K, R, S, C]}, output
 * y {@code [N, P, Q, K]}, with as many zeros above as below and left as right.
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
    int padHeight,
    int padWidth) {
  /** P. */
  public int outputHeight() {
    return (height + 2 * padHeight - kernelHeight) / strideHeight + 1;
  }

  /** Q. */
  public int outputWidth() {
    return (width + 2 * padWidth - kernelWidth) / strideWidth + 1;
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
