package graft.device;

/**
 * How many threads run a kernel.
 *
 * @param gridX blocks, at least 1
 * @param blockX threads of a block, 1 to 1024
 */
public record LaunchShape(int gridX, int blockX) {
  private static final int BLOCK = 256;
  // Grid-stride kernels need no more blocks than fill the largest card about twice.
  private static final int MOST_BLOCKS = 2048;
  // kLanes of grid_lanes.cuh.
  private static final int LANES = 64;
  private static final int MOST_LANE_BLOCKS = 4096;

  public LaunchShape {
    if (gridX < 1) {
      throw new IllegalArgumentException("a launch needs at least 1 block, found " + gridX);
    }
    if (blockX < 1 || blockX > 1024) {
      throw new IllegalArgumentException("a block has 1 to 1024 threads, found " + blockX);
    }
  }

  /** For a grid-stride kernel over so many elements; 0 elements still launch. */
  public static LaunchShape forElements(long elements) {
    if (elements < 0) {
      throw new IllegalArgumentException("elements: expected 0 or more, found " + elements);
    }
    long blocks = (elements + BLOCK - 1) / BLOCK;
    return new LaunchShape((int) Math.max(1, Math.min(MOST_BLOCKS, blocks)), BLOCK);
  }

  /**
   * For a kernel of {@code grid_lanes.cuh} over so many items by so many columns.
   *
   * @throws IllegalArgumentException if there is no item or no column
   */
  public static LaunchShape forLanes(long items, int columns) {
    Extents.atLeast(1, "columns", columns);
    if (items < 1) {
      throw new IllegalArgumentException("items: expected 1 or more, found " + items);
    }
    int tiles = (columns + LANES - 1) / LANES;
    long each = Math.min(items, Math.max(1, MOST_LANE_BLOCKS / tiles));
    return new LaunchShape((int) (each * tiles), LANES);
  }

  /** One thread. */
  public static LaunchShape single() {
    return new LaunchShape(1, 1);
  }
}
