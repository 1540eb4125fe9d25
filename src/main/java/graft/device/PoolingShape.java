package graft.device;

/**
 * The extents of a pooling: x [batch, height, width, channels], y [batch, outputHeight,
 * outputWidth, channels]. Padding is the same at both ends, the only kind that cuDNN knows. Rows
 * and columns that fill no window are left out.
 */
public record PoolingShape(
    int batch,
    int height,
    int width,
    int channels,
    int windowHeight,
    int windowWidth,
    int strideHeight,
    int strideWidth,
    int padHeight,
    int padWidth) {

  public PoolingShape {
    Extents.atLeast(1, "batch", batch);
    Extents.atLeast(1, "height", height);
    Extents.atLeast(1, "width", width);
    Extents.atLeast(1, "channels", channels);
    Extents.atLeast(1, "window height", windowHeight);
    Extents.atLeast(1, "window width", windowWidth);
    Extents.atLeast(1, "vertical stride", strideHeight);
    Extents.atLeast(1, "horizontal stride", strideWidth);
    Extents.atLeast(0, "vertical padding", padHeight);
    Extents.atLeast(0, "horizontal padding", padWidth);
    Extents.fits("window height", windowHeight, "padded height", height + 2 * padHeight);
    Extents.fits("window width", windowWidth, "padded width", width + 2 * padWidth);
  }

  /** Rows of y. */
  public int outputHeight() {
    return (height + 2 * padHeight - windowHeight) / strideHeight + 1;
  }

  /** Columns of y. */
  public int outputWidth() {
    return (width + 2 * padWidth - windowWidth) / strideWidth + 1;
  }

  long xElements() {
    return (long) batch * height * width * channels;
  }

  long yElements() {
    return (long) batch * outputHeight() * outputWidth() * channels;
  }

  /** Such as "x [32,28,28,64], y [32,14,14,64], window 2x2, stride 2x2, padding 0x0". */
  @Override
  public String toString() {
    return "x ["
        + String.join(",", "" + batch, "" + height, "" + width, "" + channels)
        + "], y ["
        + String.join(",", "" + batch, "" + outputHeight(), "" + outputWidth(), "" + channels)
        + "], window "
        + windowHeight
        + "x"
        + windowWidth
        + ", stride "
        + strideHeight
        + "x"
        + strideWidth
        + ", padding "
        + padHeight
        + "x"
        + padWidth;
  }
}
