package graft.reference;

import graft.model.Padding;
import graft.model.Windows;

/**
 * How many rows or columns of border there are. Computed here once more, not taken from {@link
 * Windows#borders}, which is judged too.
 */
final class Borders {
  private Borders() {}

  /** Rows above, or columns to the left. */
  static int before(Windows windows, int extent, int window, boolean rows) {
    if (windows.padding() instanceof Padding.Explicit told) {
      return rows ? told.top() : told.left();
    }
    return windows.padding().equals(Padding.SAME) ? same(windows.stride(), extent, window) / 2 : 0;
  }

  /** Rows below, or columns to the right. */
  static int behind(Windows windows, int extent, int window, boolean rows) {
    if (windows.padding() instanceof Padding.Explicit told) {
      return rows ? told.bottom() : told.right();
    }
    int all = windows.padding().equals(Padding.SAME) ? same(windows.stride(), extent, window) : 0;
    return (all + 1) / 2;
  }

  /**
   * TensorFlow's rule for 'same': a window at every stride-th pixel, the last one ending as far
   * behind the image as it must.
   */
  private static int same(int stride, int extent, int window) {
    int lastWindowEnd = (extent - 1) / stride * stride + window;
    return Math.max(lastWindowEnd - extent, 0);
  }
}
