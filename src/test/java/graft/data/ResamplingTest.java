package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  private static double[] row(int newWidth, int... pixels) {
    byte[] bytes = new byte[pixels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) pixels[i];
    }
    return new Resampling(1, pixels.length, 1, 1, newWidth).apply(bytes, 0);
  }

  @Test
  void knownRows() {
    // New pixels lie a quarter and three quarters on the way between the old ones.
    assertThat(row(4, 0, 200)).containsExactly(new double[] {0, 50, 150, 200}, within(1e-12));
    // Weights 3/4, 3/4, 1/4, 0 over their sum.
    assertThat(row(2, 0, 0, 210, 210))
        .containsExactly(new double[] {210 / 7., 210 * 6 / 7.}, within(1e-12));
    // Every old pixel counts: a thin line does not vanish between two new ones.
    assertThat(row(1, 0, 0, 0, 0, 0, 0, 0, 255)[0]).isGreaterThan(5);
    assertThat(row(3, 7, 255, 1)).as("the same size").containsExactly(7, 255, 1);
  }

  /** The definition in two dimensions at once, pixel by pixel. */
  private static double direct(
      byte[] image, int height, int width, int channels, int p, int q, int[] at) {
    double reachY = Math.max(1, (double) height / p);
    double reachX = Math.max(1, (double) width / q);
    double sum = 0;
    double weights = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double dy = Math.abs((at[0] + 0.5) * height / p - (y + 0.5)) / reachY;
        double dx = Math.abs((at[1] + 0.5) * width / q - (x + 0.5)) / reachX;
        if (dy < 1 && dx < 1) {
          double weight = (1 - dy) * (1 - dx);
          weights += weight;
          sum += weight * Byte.toUnsignedInt(image[(y * width + x) * channels + at[2]]);
        }
      }
    }
    return sum / weights;
  }

  @Test
  void isTheDefinitionForAllSizes() {
    Random random = new Random(1);
    int[][] sizes = {{5, 7, 3, 11, 4}, {1, 1, 1, 6, 6}, {13, 2, 3, 2, 5}, {40, 30, 1, 7, 7}};
    for (int[] size : sizes) {
      int image = size[0] * size[1] * size[2];
      byte[] two = new byte[2 * image];
      random.nextBytes(two);
      byte[] second = Arrays.copyOfRange(two, image, 2 * image);
      double[] found = new Resampling(size[0], size[1], size[2], size[3], size[4]).apply(two, 1);
      assertThat(found).hasSize(size[3] * size[4] * size[2]);
      for (int i = 0; i < found.length; i++) {
        int[] at = {i / size[2] / size[4], i / size[2] % size[4], i % size[2]};
        assertThat(found[i])
            .isCloseTo(
                direct(second, size[0], size[1], size[2], size[3], size[4], at), within(1e-9));
      }
    }
  }

  @Test
  void bytesAreRoundedToTheNearest() {
    assertThat(Resampling.toByte(254.5)).isEqualTo((byte) 255);
    assertThat(Resampling.toByte(254.49)).isEqualTo((byte) 254);
    assertThat(Resampling.toByte(255.0000001)).isEqualTo((byte) 255);
    assertThat(Resampling.toByte(-1e-9)).isEqualTo((byte) 0);
  }
}
