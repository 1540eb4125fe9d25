package graft.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Labels beside a chart, each as near as it can be to where it belongs, none over another. */
final class Spread {
  private Spread() {}

  /**
   * Centres of labels.
   *
   * @param wanted where the centres should be
   * @param height of each label
   * @param top the edge above all of them
   * @param bottom the edge below all of them; there must be room
   * @return where they are, in the order of {@code wanted}
   */
  static double[] centres(double[] wanted, double height, double top, double bottom) {
    int[] order =
        IntStream.range(0, wanted.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> wanted[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    // Labels that would touch form a block, which lies where its members want it on average.
    List<Block> blocks = new ArrayList<>();
    for (int i : order) {
      Block block = new Block(1, wanted[i]).within(height, top, bottom);
      while (!blocks.isEmpty()) {
        Block above = blocks.get(blocks.size() - 1);
        if (above.last(height) + height <= block.first(height)) {
          break;
        }
        blocks.remove(blocks.size() - 1);
        block = above.and(block).within(height, top, bottom);
      }
      blocks.add(block);
    }
    double[] centres = new double[wanted.length];
    int next = 0;
    for (Block block : blocks) {
      for (int i = 0; i < block.size(); i++) {
        centres[order[next++]] = block.first(height) + i * height;
      }
    }
    return centres;
  }

  private record Block(int size, double centre) {
    double first(double height) {
      return centre - (size - 1) * height / 2;
    }

    double last(double height) {
      return centre + (size - 1) * height / 2;
    }

    Block and(Block below) {
      int all = size + below.size;
      return new Block(all, (size * centre + below.size * below.centre) / all);
    }

    Block within(double height, double top, double bottom) {
      double half = size * height / 2;
      return new Block(size, Math.max(top + half, Math.min(bottom - half, centre)));
    }
  }
}
