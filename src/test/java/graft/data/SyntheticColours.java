package graft.data;

import graft.tensor.Shape;
import java.util.SplittableRandom;

/**
 * Draws colour images of ten classes for tests: a striped or chequered disc on a striped ground.
 * The class is in the disc's pattern and in which channel it is strongest, so that neither colour
 * nor pattern alone tells it.
 *
 * <p>Image i of a seed is the same whatever the count, and on every machine.
 */
public final class SyntheticColours {
  /** Height and width in pixels. */
  public static final int SIZE = 16;

  private static final int CLASSES = 10;
  private static final int PATTERNS = 4;
  private static final int CHANNELS = 3;

  private SyntheticColours() {}

  /** Images {@code [SIZE, SIZE, 3]}, labels uniformly from 0 to 9. */
  public static ImageDataset draw(String name, int count, long seed) {
    byte[] images = new byte[count * SIZE * SIZE * CHANNELS];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(seed * 0x632be59bd9b4e019L + i);
      labels[i] = (byte) random.nextInt(CLASSES);
      draw(labels[i], random, images, i * SIZE * SIZE * CHANNELS);
    }
    return new ImageDataset(name, images, labels, Shape.of(SIZE, SIZE, CHANNELS), CLASSES);
  }

  private static void draw(int label, SplittableRandom random, byte[] images, int first) {
    int strongest = label / PATTERNS;
    int pattern = label % PATTERNS;
    double centreX = SIZE / 2.0 + random.nextDouble(-2, 2);
    double centreY = SIZE / 2.0 + random.nextDouble(-2, 2);
    double radius = random.nextDouble(4, 6.5);
    int phase = random.nextInt(4);
    int groundPattern = random.nextInt(PATTERNS);
    double[] ground = {random.nextDouble(), random.nextDouble(), random.nextDouble()};
    for (int y = 0; y < SIZE; y++) {
      for (int x = 0; x < SIZE; x++) {
        double dx = x + 0.5 - centreX;
        double dy = y + 0.5 - centreY;
        boolean inside = dx * dx + dy * dy < radius * radius;
        double light = lit(inside ? pattern : groundPattern, x + phase, y) ? 1 : 0.35;
        for (int c = 0; c < CHANNELS; c++) {
          double colour = inside ? (c == strongest ? 0.9 : 0.35) : 0.6 * ground[c];
          double value = colour * light + random.nextDouble(-0.1, 0.1);
          images[first + (y * SIZE + x) * CHANNELS + c] =
              (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
        }
      }
    }
  }

  /** Rows, columns, squares, diagonals. */
  private static boolean lit(int pattern, int x, int y) {
    return switch (pattern) {
      case 0 -> y % 4 < 2;
      case 1 -> x % 4 < 2;
      case 2 -> x % 4 < 2 == y % 4 < 2;
      default -> (x + y) % 4 < 2;
    };
  }
}
