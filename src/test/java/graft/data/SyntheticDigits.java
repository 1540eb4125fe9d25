package graft.data;

import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Draws digits for tests that need a real classification task but no data from outside: pen strokes
 * of several hands, an affine and an elastic distortion, a pen of varying width and slant, noise.
 *
 * <p>Image i of a seed is the same whatever the count, and on every machine (no AWT, no fonts, no
 * platform-dependent mathematics).
 */
public final class SyntheticDigits {
  /** Height and width in pixels, as MNIST's. */
  public static final int SIZE = 28;

  private static final int GRID = 5; // control points of the elastic distortion along a side

  private final SplittableRandom random;

  private SyntheticDigits(SplittableRandom random) {
    this.random = random;
  }

  /** Images drawn in the order of their positions, labels uniformly from 0 to 9. */
  public static ImageDataset draw(String name, int count, long seed) {
    byte[] images = new byte[count * SIZE * SIZE];
    byte[] labels = new byte[count];
    for (int i = 0; i < count; i++) {
      // The odd multiplier keeps seeds and positions from meeting; SplittableRandom mixes the sum.
      SplittableRandom random = new SplittableRandom(seed * 0x632be59bd9b4e019L + i);
      int digit = random.nextInt(10);
      labels[i] = (byte) digit;
      float[] image = new SyntheticDigits(random).draw(digit);
      for (int p = 0; p < image.length; p++) {
        images[i * image.length + p] = (byte) Math.round(255 * image[p]);
      }
    }
    return new ImageDataset(name, images, labels, Shape.of(SIZE, SIZE, 1), 10);
  }

  /**
   * Writes the four IDX files of a training and a test set that share no image.
   *
   * @return the folder
   */
  public static Path write(Path folder, int train, int test, long seed, boolean compressed)
      throws IOException {
    IdxWriter.writeFolder(
        folder,
        draw("synthetic train", train, 2 * seed),
        draw("synthetic test", test, 2 * seed + 1),
        compressed);
    return folder;
  }

  /** One image [SIZE, SIZE] in [0, 1]. */
  private float[] draw(int digit) {
    List<List<double[]>> strokes = DigitShapes.draw(digit, random);
    distort(strokes);
    float[] image = new float[SIZE * SIZE];
    double radius = between(0.7, 1.9);
    double contrast = between(0, 0.35);
    double slant = between(0, Math.PI);
    for (List<double[]> stroke : strokes) {
      for (int i = 1; i < stroke.size(); i++) {
        drawSegment(image, stroke.get(i - 1), stroke.get(i), radius, contrast, slant);
      }
    }
    addNoise(image);
    return image;
  }

  private void distort(List<List<double[]>> strokes) {
    double angle = between(-0.22, 0.22);
    double shear = between(-0.25, 0.25);
    double height = between(16, 21);
    double width = height * between(0.8, 1.15);
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    double centreX = SIZE / 2.0 + between(-2, 2);
    double centreY = SIZE / 2.0 + between(-2, 2);
    double[][] field = new double[2][GRID * GRID];
    for (double[] component : field) {
      for (int i = 0; i < component.length; i++) {
        component[i] = between(-1.5, 1.5);
      }
    }
    for (List<double[]> stroke : strokes) {
      for (double[] point : stroke) {
        double x = (point[0] - 0.5 - shear * (point[1] - 0.5)) * width;
        double y = (point[1] - 0.5) * height;
        point[0] = centreX + cos * x - sin * y;
        point[1] = centreY + sin * x + cos * y;
        double dx = interpolate(field[0], point[0], point[1]);
        double dy = interpolate(field[1], point[0], point[1]);
        point[0] += dx;
        point[1] += dy;
      }
    }
  }

  /** Between the grid's control points, which span the image; smooth, or strokes would kink. */
  private static double interpolate(double[] grid, double x, double y) {
    double u = Math.max(0, Math.min(GRID - 1.001, x / SIZE * (GRID - 1)));
    double v = Math.max(0, Math.min(GRID - 1.001, y / SIZE * (GRID - 1)));
    int column = (int) u;
    int row = (int) v;
    double fx = smooth(u - column);
    double fy = smooth(v - row);
    int at = row * GRID + column;
    return (1 - fy) * ((1 - fx) * grid[at] + fx * grid[at + 1])
        + fy * ((1 - fx) * grid[at + GRID] + fx * grid[at + GRID + 1]);
  }

  private static double smooth(double t) {
    return t * t * (3 - 2 * t);
  }

  /** Inks the pixels near a segment; a broad pen's line is wider across its slant than along it. */
  private static void drawSegment(
      float[] image, double[] a, double[] b, double radius, double contrast, double slant) {
    double dx = b[0] - a[0];
    double dy = b[1] - a[1];
    double squared = dx * dx + dy * dy;
    double direction = StrictMath.atan2(dy, dx);
    double pen = radius * (1 + contrast * StrictMath.cos(2 * (direction - slant)));
    int top = clamp((int) Math.floor(Math.min(a[1], b[1]) - pen - 1));
    int bottom = clamp((int) Math.ceil(Math.max(a[1], b[1]) + pen + 1));
    int left = clamp((int) Math.floor(Math.min(a[0], b[0]) - pen - 1));
    int right = clamp((int) Math.ceil(Math.max(a[0], b[0]) + pen + 1));
    for (int y = top; y <= bottom; y++) {
      for (int x = left; x <= right; x++) {
        double px = x + 0.5 - a[0];
        double py = y + 0.5 - a[1];
        double t = squared == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / squared));
        double ex = px - t * dx;
        double ey = py - t * dy;
        double ink = pen + 0.5 - Math.sqrt(ex * ex + ey * ey);
        int at = y * SIZE + x;
        image[at] = (float) Math.max(image[at], Math.min(1, ink));
      }
    }
  }

  private static int clamp(int position) {
    return Math.max(0, Math.min(SIZE - 1, position));
  }

  private void addNoise(float[] image) {
    double ink = between(0.7, 1);
    double grain = between(0.02, 0.1);
    for (int i = 0; i < image.length; i++) {
      double bell = random.nextDouble() + random.nextDouble() + random.nextDouble() - 1.5;
      image[i] = (float) Math.max(0, Math.min(1, ink * image[i] + 2 * grain * bell));
    }
  }

  private double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }
}
