package graft.data;

/**
 * Images in another size: each new pixel is a weighted mean of the old ones around its place, with
 * weights that fall in a straight line to 0. Where an image grows that is bilinear interpolation;
 * where it shrinks the weights reach as far as it shrinks, so that every old pixel counts. (Pillow:
 * {@code Image.resize(..., BILINEAR)}; torchvision: {@code Resize(antialias=True)}.)
 */
final class Resampling {
  private static final double WHITE = 255;

  private final Axis rows;
  private final Axis columns;
  private final int channels;

  /** The weights along one axis: of each new place those of the old ones from its first on. */
  private static final class Axis {
    final int before;
    final int[] first; // [after]
    final double[][] weights; // [after][...], each summing to 1

    /** From so many places to so many. */
    Axis(int before, int after) {
      this.before = before;
      this.first = new int[after];
      this.weights = new double[after][];
      double scale = (double) before / after;
      double reach = Math.max(1, scale);
      for (int i = 0; i < after; i++) {
        double centre = (i + 0.5) * scale;
        first[i] = Math.max(0, (int) Math.floor(centre - reach));
        int end = Math.min(before, (int) Math.ceil(centre + reach));
        weights[i] = new double[end - first[i]];
        double sum = 0;
        for (int k = 0; k < weights[i].length; k++) {
          double distance = Math.abs(first[i] + k + 0.5 - centre);
          weights[i][k] = Math.max(0, 1 - distance / reach);
          sum += weights[i][k];
        }
        for (int k = 0; k < weights[i].length; k++) {
          weights[i][k] /= sum;
        }
      }
    }

    int after() {
      return first.length;
    }
  }

  /**
   * From one size to another.
   *
   * @param height H, of the images as they are
   * @param width W
   * @param channels C
   * @param newHeight P
   * @param newWidth Q
   */
  Resampling(int height, int width, int channels, int newHeight, int newWidth) {
    this.rows = new Axis(height, newHeight);
    this.columns = new Axis(width, newWidth);
    this.channels = channels;
  }

  /**
   * One image.
   *
   * @param images {@code [N, H, W, C]} unsigned bytes
   * @param number which of the N
   * @return {@code [P, Q, C]}, not rounded, in [0, 255]
   */
  double[] apply(byte[] images, int number) {
    int length = columns.after() * channels;
    double[] image = new double[rows.after() * length];
    double[] row = new double[length];
    for (int i = 0; i < rows.after(); i++) {
      double[] weights = rows.weights[i];
      for (int k = 0; k < weights.length; k++) {
        // Anew for each that reads it: kept, the rows of a tall image could fill the memory.
        resampleRow(images, number * rows.before + rows.first[i] + k, row);
        for (int j = 0; j < length; j++) {
          image[i * length + j] += weights[k] * row[j];
        }
      }
    }
    return image;
  }

  private void resampleRow(byte[] images, int number, double[] row) {
    int start = number * columns.before * channels;
    for (int i = 0; i < columns.after(); i++) {
      double[] weights = columns.weights[i];
      int from = start + columns.first[i] * channels;
      for (int c = 0; c < channels; c++) {
        double sum = 0;
        for (int k = 0; k < weights.length; k++) {
          sum += weights[k] * Byte.toUnsignedInt(images[from + k * channels + c]);
        }
        row[i * channels + c] = sum;
      }
    }
  }

  /** The byte nearest to a number that may lie past 0 or 255 by rounding. */
  static byte toByte(double value) {
    return (byte) Math.round(Math.max(0, Math.min(WHITE, value)));
  }
}
