package graft.data;

import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * How bright the border of images is, their first and last rows and columns: what a model should
 * remember of the images that it learned from. A drawing of dark on light looks to a model that
 * learned light on dark like nothing that it knows; the border tells the two apart.
 *
 * @param mean [C], over the border's pixels of all images, where a pixel is in [0, 1]
 */
public record ImageBorder(List<Double> mean) {
  private static final double WHITE = 255.0;

  // What lies between is neither: a photograph's border may be anything.
  private static final double DARK = 0.25;
  private static final double BRIGHT = 0.5;

  /**
   * Keeps a copy.
   *
   * @throws IllegalArgumentException if there is no channel, or a mean is not in [0, 1]
   */
  public ImageBorder {
    mean = List.copyOf(mean);
    if (mean.isEmpty() || !mean.stream().allMatch(value -> value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(
          "found means " + mean + " of a border, expected one or more in [0, 1]");
    }
  }

  /** Of a data set's images. */
  public static ImageBorder of(ImageDataset data) {
    return of(data.images(), data.sample(), 0, data.count());
  }

  /**
   * Of some images.
   *
   * @param images {@code [N, H, W, C]} unsigned bytes
   * @param sample {@code [H, W, C]}
   * @param first of the images, counted from 0
   * @param count 1 or more
   */
  static ImageBorder of(byte[] images, Shape sample, int first, int count) {
    int height = sample.extent(0);
    int width = sample.extent(1);
    int channels = sample.last();
    long[] sums = new long[channels];
    long pixels = 0;
    for (int row = first * height; row < (first + count) * height; row++) {
      boolean whole = row % height == 0 || row % height == height - 1;
      int step = whole ? 1 : Math.max(1, width - 1); // else its first and its last pixel
      for (int column = 0; column < width; column += step) {
        int at = (row * width + column) * channels;
        for (int c = 0; c < channels; c++) {
          sums[c] += Byte.toUnsignedInt(images[at + c]);
        }
        pixels++;
      }
    }
    List<Double> mean = new ArrayList<>();
    for (long sum : sums) {
      mean.add(sum / (WHITE * pixels));
    }
    return new ImageBorder(mean);
  }

  /** The mean over the channels, 0 for black to 1 for white. */
  public double brightness() {
    return mean.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** Whether this one is bright where another is dark, or dark where it is bright. */
  boolean isOppositeOf(ImageBorder other) {
    double here = brightness();
    double there = other.brightness();
    return (here >= BRIGHT && there <= DARK) || (1 - here >= BRIGHT && 1 - there <= DARK);
  }
}
