package graft.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import graft.random.Philox;
import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

class ChannelStatisticsTest {
  @Test
  void agreesWithTheTextbooksTwoPasses() {
    Philox random = new Philox(3, 0);
    byte[] images = new byte[5 * 4 * 3 * 2];
    for (int i = 0; i < images.length; i++) {
      images[i] = (byte) (i % 2 == 0 ? random.nextInt() : 250 + random.nextInt(3));
    }
    ChannelStatistics found =
        ChannelStatistics.of(new ImageDataset("x", images, new byte[5], Shape.of(4, 3, 2), 1));
    for (int c = 0; c < 2; c++) {
      double mean = 0;
      for (int i = c; i < images.length; i += 2) {
        mean += (images[i] & 255) / 255.0 / 60;
      }
      double squares = 0;
      for (int i = c; i < images.length; i += 2) {
        squares += Math.pow((images[i] & 255) / 255.0 - mean, 2) / 60;
      }
      assertThat(found.mean().get(c)).isCloseTo(mean, within(1e-14));
      assertThat(found.deviation().get(c)).isCloseTo(Math.sqrt(squares), within(1e-14));
    }
  }

  @Test
  void aConstantChannelDeviatesByExactlyNothing() {
    byte[] images = {7, 1, 7, 3, 7, 5};
    ChannelStatistics found =
        ChannelStatistics.of(new ImageDataset("x", images, new byte[1], Shape.of(1, 3, 2), 1));
    assertThat(found.deviation().get(0)).isZero();
    assertThat(found.mean()).containsExactly(7 / 255.0, 3 / 255.0);
  }
}
