package graft.reference;

import graft.model.Windows;
import graft.tensor.Shape;

/**
 * The numbers of a pooling: input x {@code [N, H, W, C]}, output y {@code [N, P, Q, C]}, and how
 * many rows and columns before and behind x the windows may see.
 */
public record PoolingSize(
    int batch,
    int height,
    int width,
    int channels,
    int windowHeight,
    int windowWidth,
    int strideHeight,
    int strideWidth,
    int top,
    int bottom,
    int left,
    int right) {
  /** Of an op's windows over samples {@code [H, W, C]}. */
  static PoolingSize of(Windows windows, Shape in, int batch) {
    return new PoolingSize(
        batch,
        in.extent(0),
        in.extent(1),
        in.extent(2),
        windows.height(),
        windows.width(),
        windows.stride(),
        windows.stride(),
        Borders.before(windows, in.extent(0), windows.height(), true),
        Borders.behind(windows, in.extent(0), windows.height(), true),
        Borders.before(windows, in.extent(1), windows.width(), false),
        Borders.behind(windows, in.extent(1), windows.width(), false));
  }

  /** P. */
  public int outputHeight() {
    return (height + top + bottom - windowHeight) / strideHeight + 1;
  }

  /** Q. */
  public int outputWidth() {
    return (width + left + right - windowWidth) / strideWidth + 1;
  }

  /** Called once for each pixel of x that a window sees. */
  @FunctionalInterface
  interface Seen {
    void at(int output, int input);
  }

  /** Window by window, of each the pixels from the first row to the last. */
  void forEachSeen(Seen seen) {
    for (int n = 0; n < batch; n++) {
      for (int p = 0; p < outputHeight(); p++) {
        for (int q = 0; q < outputWidth(); q++) {
          for (int c = 0; c < channels; c++) {
            for (int r = 0; r < windowHeight; r++) {
              for (int s = 0; s < windowWidth; s++) {
                int h = p * strideHeight + r - top;
                int w = q * strideWidth + s - left;
                if (h >= 0 && h < height && w >= 0 && w < width) {
                  seen.at(output(n, p, q, c), input(n, h, w, c));
                }
              }
            }
          }
        }
      }
    }
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
