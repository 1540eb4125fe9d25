package graft.device;

/**
 * The extents of a pooling without padding: x [batch, height, width, channels], y [batch,
 * outputHeight, outputWidth, channels]. Rows and columns that fill no window are left out.
 */
public record PoolingShape(
    int batch,
    int height,
    int width,
    int channels,
    int windowHeight,
    int windowWidth,
    int strideHeight,
    int strideWidth) {

  public PoolingShape {
    Extents.atLeast(1, "batch", batch);
    Extents.atLeast(1, "height", height);
    Extents.atLeast(1, "width", width);
    Extents.atLeast(1, "channels", channels);
    Extents.atLeast(1, "window height", windowHeight);
    Extents.atLeast(1, "window width", windowWidth);
    Extents.atLeast(1, "vertical stride", strideHeight);
    Extents.atLeast(1, "horizontal stride", strideWidth);
    Extents.fits("window height", windowHeight, "height", height);
    Extents.fits("window width", windowWidth, "width", width);
  }

  /** Rows of y. */
  public int outputHeight() {
    return (height - windowHeight) / strideHeight + 1;
  }

  /** Columns of y. */
  public int outputWidth() {
    return (width - windowWidth) / strideWidth + 1;
  }

  long xElements() {
    return (long) batch * height * width * channels;
  }

  long yElements() {
    return (long) batch * outputHeight() * outputWidth() * channels;
  }

  /** Such as "x [32,28,28,64], y [32,14,14,64], window 2x2, stride 2x2". */
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
        + strideWidth;
  }
}
