package graft.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

class SamplesTest {
  @Test
  void ofLargeImagesFewerAreMadeUp() {
    assertThat(Samples.ofPixels(Shape.of(28, 28, 1)).count()).isEqualTo(64);
    assertThat(Samples.ofPixels(Shape.of(2048, 2048, 4)).count()).isEqualTo(4);
    // 64 of them would be more bytes than 32 bits count.
    assertThat(Samples.ofPixels(Shape.of(9000, 9000, 1)).count()).isEqualTo(1);
  }

  @Test
  void areOneOrMore() {
    ImageDataset digits = SyntheticDigits.draw("digits", 5, 1);
    assertThat(Samples.of(digits, 9).count()).isEqualTo(5);
    assertThat(Samples.of(digits, 3).first(2).count()).isEqualTo(2);
    for (int most : new int[] {0, -1}) {
      assertThatThrownBy(() -> Samples.of(digits, most))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("found " + most + " samples, expected 1 or more");
      assertThatThrownBy(() -> Samples.of(digits, 3).first(most))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void moreChannelsThanAnArrayHoldsAreRefused() {
    Samples samples = Samples.ofPixels(Shape.of(1024, 1024, 1));
    assertThatThrownBy(() -> samples.withChannels(32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "found 64 samples of 32 channels, 2147483648 bytes, expected at most 2147483639 bytes: fewer samples");
  }
}
