package graft.nn;

import graft.model.Windows;

/**
 * The border along one axis as cuDNN can have it, the same at both ends. Where that alone would
 * give other windows, zero taps in front of the filter or behind it make up for it: each window
 * then begins so much earlier or ends so much later, and sees the same numbers.
 *
 * @param zeros at either end of the image
 * @param front zero taps in front of the filter
 * @param behind zero taps behind it
 */
record EvenPadding(int zeros, int front, int behind) {
  /**
   * Along an axis.
   *
   * @param extent of the image
   * @param window taps of the filter
   * @param before zeros wanted before the image
   * @param after zeros wanted behind it
   */
  static EvenPadding of(int extent, int window, int stride, int before, int after) {
    int windows = Windows.count(extent + before + after, window, stride);
    // Zeros that no window reaches do not matter, so fewer taps than the difference may do.
    for (int taps = 0; taps < Math.abs(after - before); taps++) {
      if (Windows.count(extent + 2 * (before + taps), window + taps, stride) == windows) {
        return new EvenPadding(before + taps, taps, 0);
      }
      if (Windows.count(extent + 2 * before, window + taps, stride) == windows) {
        return new EvenPadding(before, 0, taps);
      }
    }
    return after > before
        ? new EvenPadding(after, after - before, 0)
        : new EvenPadding(before, 0, before - after);
  }

  /** Taps to be added to the filter. */
  int taps() {
    return front + behind;
  }
}
