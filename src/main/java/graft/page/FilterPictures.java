package graft.page;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Filters of a convolution as pictures. */
final class FilterPictures {
  /** Of the largest weight below zero, of zero, and of the largest above it: red, green, blue. */
  private static final int[][] BELOW_ZERO_ABOVE = {{0, 92, 175}, {245, 245, 245}, {200, 80, 0}};

  private FilterPictures() {}

  static List<Picture> of(float[] filters, int k, int r, int s, int c) {
    if (Math.min(Math.min(k, r), Math.min(s, c)) < 1 || (long) k * r * s * c != filters.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%d numbers are not filters of [%d, %d, %d, %d]",
              filters.length,
              k,
              r,
              s,
              c));
    }
    double largest = 0;
    for (int pixel = 0; pixel < k * r * s; pixel++) {
      for (double value : shown(filters, pixel, c)) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    List<Picture> pictures = new ArrayList<>();
    for (int filter = 0; filter < k; filter++) {
      BufferedImage image = new BufferedImage(s, r, BufferedImage.TYPE_INT_RGB);
      for (int pixel = 0; pixel < r * s; pixel++) {
        double[] values = shown(filters, filter * r * s + pixel, c);
        image.setRGB(pixel % s, pixel / s, colour(values, largest == 0 ? 1 : largest));
      }
      pictures.add(Picture.ofPng(Png.of(image)));
    }
    return pictures;
  }

  /** Of a pixel's channels all three, or their mean; what is not finite counts as zero. */
  private static double[] shown(float[] filters, int pixel, int channels) {
    double[] values = new double[channels];
    double sum = 0;
    for (int i = 0; i < channels; i++) {
      float value = filters[pixel * channels + i];
      values[i] = Float.isFinite(value) ? value : 0;
      sum += values[i];
    }
    return channels == 3 ? values : new double[] {sum / channels};
  }

  private static int colour(double[] values, double largest) {
    int colour = 0;
    for (int i = 0; i < 3; i++) {
      double share = values[values.length == 3 ? i : 0] / largest;
      double level;
      if (values.length == 3) {
        level = 127.5 + 127.5 * share;
      } else {
        int[] end = BELOW_ZERO_ABOVE[share < 0 ? 0 : 2];
        int middle = BELOW_ZERO_ABOVE[1][i];
        level = middle + Math.abs(share) * (end[i] - middle);
      }
      colour = colour << 8 | (int) Math.round(level);
    }
    return colour;
  }
}
