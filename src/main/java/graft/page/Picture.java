package graft.page;

import java.util.Base64;
import java.util.List;

/** A small picture: a PNG, as a {@code data:} URI holds it. */
public final class Picture {
  private final String base64;

  private Picture(String base64) {
    this.base64 = base64;
  }

  /** A picture from a PNG file's bytes. */
  public static Picture ofPng(byte[] png) {
    return new Picture(Base64.getEncoder().encodeToString(png));
  }

  /**
   * A picture from a PNG file's bytes in Base64.
   *
   * @throws IllegalArgumentException if it is not Base64
   */
  public static Picture ofBase64(String png) {
    return ofPng(Base64.getDecoder().decode(png));
  }

  /**
   * Filters as pictures, all of one scale: the largest weight in size is as far from the middle as
   * goes. Filters of three channels are shown in red, green and blue with gray for zero; those of
   * other counts by the mean over their channels, blue below zero, orange above it.
   *
   * @param filters {@code [K, R, S, C]} in this order
   * @return a picture a filter, each {@code S} wide and {@code R} high
   * @throws IllegalArgumentException if there are not {@code K * R * S * C} numbers
   */
  public static List<Picture> ofFilters(float[] filters, int k, int r, int s, int c) {
    return FilterPictures.of(filters, k, r, s, c);
  }

  String uri() {
    return "data:image/png;base64," + base64;
  }
}
