package graft.nn;

import graft.device.LaunchShape;
import graft.tensor.Shape;

/**
 * How {@code cuda-kernels/channel_lanes.cuh} reads a tensor [..., C]: as rows of several pixels, so
 * that few channels fill its lanes, and for sums in parts of some rows each.
 *
 * @param elements of the tensor
 * @param channels C
 * @param wide elements of a row, a multiple of C; the last row may have fewer
 * @param parts of two rows or more each, or one of the only row
 */
record ChannelMatrix(long elements, int channels, int wide, int parts) {
  /** kLanes of grid_lanes.cuh. */
  private static final int LANES = 64;

  /** A part is read twice, so it should fit into a cache; and a part's sums must be worth it. */
  private static final int ROWS_OF_A_PART = 32;

  /**
   * Of a channel, parts times columns: one thread adds them, on an H200 in 130 to 175 ns each.
   * 1,024 of them took 180 us, where the kernel that makes them took 9.
   */
  private static final int MOST_SUMS = 256;

  private static final int ROWS_AT_ONCE = 4;

  static ChannelMatrix of(Shape x) {
    int channels = x.last();
    long elements = x.elements();
    long pixels = elements / channels;
    int together = (int) Math.min(pixels, Math.max(1, LANES / channels));
    int wide = together * channels;
    long rows = rows(elements, wide);
    int parts = (int) Math.max(1, Math.min(MOST_SUMS / together, rows / ROWS_OF_A_PART));
    return new ChannelMatrix(elements, channels, wide, parts);
  }

  private static long rows(long elements, int wide) {
    return (elements + wide - 1) / wide;
  }

  /** Values of a channel. */
  long pixels() {
    return elements / channels;
  }

  /** For a kernel that sums. */
  LaunchShape forSums() {
    return LaunchShape.forLanes(parts, wide);
  }

  /** For a kernel that computes each element. */
  LaunchShape forElements() {
    return LaunchShape.forLanes((rows(elements, wide) + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE, wide);
  }
}
