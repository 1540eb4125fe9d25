package graft.device;

/**
 * The extents of a convolution: x [batch, height, width, channels], w [filters, kernelHeight,
 * kernelWidth, channels], y [batch, outputHeight, outputWidth, filters]. Zero padding is the same
 * at both ends, the only kind that cuDNN knows.
 */
public record ConvolutionShape(
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

  public ConvolutionShape {
    Extents.atLeast(1, "batch", batch);
    Extents.atLeast(1, "height", height);
    Extents.atLeast(1, "width", width);
    Extents.atLeast(1, "channels", channels);
    Extents.atLeast(1, "filters", filters);
    Extents.atLeast(1, "kernel height", kernelHeight);
    Extents.atLeast(1, "kernel width", kernelWidth);
    Extents.atLeast(1, "vertical stride", strideHeight);
    Extents.atLeast(1, "horizontal stride", strideWidth);
    Extents.atLeast(0, "vertical padding", padHeight);
    Extents.atLeast(0, "horizontal padding", padWidth);
    Extents.fits("kernel height", kernelHeight, "padded height", height + 2 * padHeight);
    Extents.fits("kernel width", kernelWidth, "padded width", width + 2 * padWidth);
  }

  /** Rows of y. */
  public int outputHeight() {
    return (height + 2 * padHeight - kernelHeight) / strideHeight + 1;
  }

  /** Columns of y. */
  public int outputWidth() {
    return (width + 2 * padWidth - kernelWidth) / strideWidth + 1;
  }

  /** Multiplications and additions of one pass over the data, taps in the padding included. */
  public long flops() {
    return 2 * yElements() * kernelHeight * kernelWidth * channels;
  }

  long xElements() {
    return (long) batch * height * width * channels;
  }

  long wElements() {
    return (long) filters * kernelHeight * kernelWidth * channels;
  }

  long yElements() {
    return (long) batch * outputHeight() * outputWidth() * filters;
  }

  /** Such as "x [32,28,28,1], w [64,3,3,1], y [32,28,28,64], stride 1x1, padding 1x1". */
  @Override
  public String toString() {
    return "x ["
        + String.join(",", "" + batch, "" + height, "" + width, "" + channels)
        + "], w ["
        + String.join(",", "" + filters, "" + kernelHeight, "" + kernelWidth, "" + channels)
        + "], y ["
        + String.join(",", "" + batch, "" + outputHeight(), "" + outputWidth(), "" + filters)
        + "], stride "
        + strideHeight
        + "x"
        + strideWidth
        + ", padding "
        + padHeight
        + "x"
        + padWidth;
  }
}
