package graft.model;

import graft.tensor.Shape;
import java.util.Locale;

/**
 * The windows that slide over an image: their size, how far apart they are, and how much border
 * they may see.
 *
 * @param height rows of a window
 * @param width columns of a window
 * @param stride rows and columns from one window to the next
 * @param padding what is added around the image
 */
public record Windows(int height, int width, int stride, Padding padding) {
  /**
   * The border around an image.
   *
   * @param image {@code [H, W, C]}
   */
  public Padding.Explicit borders(Shape image) {
    if (padding instanceof Padding.Explicit explicit) {
      return explicit;
    }
    if (padding.equals(Padding.VALID)) {
      return new Padding.Explicit(0, 0, 0, 0);
    }
    int rows = missing(image.extent(0), height);
    int columns = missing(image.extent(1), width);
    return new Padding.Explicit(rows / 2, rows - rows / 2, columns / 2, columns - columns / 2);
  }

  /** What ceil(extent / stride) windows need beyond the extent: TensorFlow's rule for 'same'. */
  private int missing(int extent, int window) {
    int windows = (extent + stride - 1) / stride;
    return Math.max(0, (windows - 1) * stride + window - extent);
  }

  /**
   * A row and a column for each window.
   *
   * @param image {@code [H, W, C]}
   * @param channels of the result
   * @return {@code [P, Q, channels]}
   * @throws IllegalArgumentException if no window fits
   */
  Shape output(Shape image, int channels) {
    Padding.Explicit borders = borders(image);
    long rows = (long) image.extent(0) + borders.top() + borders.bottom();
    long columns = (long) image.extent(1) + borders.left() + borders.right();
    if (rows < height || columns < width) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a window of %d x %d does not fit into %s with a border of %s",
              height,
              width,
              image,
              borders));
    }
    return Shape.of(count(rows, height, stride), count(columns, width, stride), channels);
  }

  /**
   * How many windows fit along an axis; 0 or less where none does.
   *
   * @param extent of the image with its border
   * @throws IllegalArgumentException if the window or the stride is not positive
   */
  public static int count(long extent, int window, int stride) {
    if (window < 1 || stride < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found a window of %d and a stride of %d, expected 1 or more",
              window,
              stride));
    }
    return Math.toIntExact(Math.floorDiv(extent - window, stride) + 1);
  }

  /**
   * Refuses windows that lie in the border altogether: they have no maximum and no mean.
   *
   * @param image {@code [H, W, C]}
   * @throws IllegalArgumentException if there is one
   */
  void requireInside(Shape image) {
    Padding.Explicit borders = borders(image);
    Shape output = output(image, 1);
    if (!inside(image.extent(0), height, borders.top(), output.extent(0))
        || !inside(image.extent(1), width, borders.left(), output.extent(1))) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a window of %d x %d sees nothing of %s with stride %d and a border of %s; expected a"
                  + " smaller border",
              height,
              width,
              image,
              stride,
              borders));
    }
  }

  private boolean inside(int extent, int window, int before, int count) {
    return before < window && (long) (count - 1) * stride - before < extent;
  }
}
