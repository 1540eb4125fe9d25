package graft.reference;

/**
 * The numbers of a max pooling without padding: input x {@code [N, H, W, C]}, output y {@code [N,
 * P, Q, C]}.
 */
public record PoolingSize(
    int batch,
    int height,
    int width,
    int channels,
    int windowHeight,
    int windowWidth,
    int strideHeight,
    int strideWidth) {
  /** P. */
  public int outputHeight() {
    return (height - windowHeight) / strideHeight + 1;
  }

  /** Q. */
  public int outputWidth() {
    return (width - windowWidth) / strideWidth + 1;
  }

  /** N H W C. */
  public int inputElements() {
    return batch * height * width * channels;
  }

  /** N P Q C. */
  public int outputElements() {
    return batch * outputHeight() * outputWidth() * channels;
  }

  /** The position of x[n, h, w, c]. */
  int input(int n, int h, int w, int c) {
    return ((n * height + h) * width + w) * channels + c;
  }

  /** The position of y[n, p, q, c]. */
  int output(int n, int p, int q, int c) {
    return ((n * outputHeight() + p) * outputWidth() + q) * channels + c;
  }
}
