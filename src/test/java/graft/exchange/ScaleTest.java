package graft.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What a file does to its input in front of the network. */
class ScaleTest {
  /** Two layers that read the input scaled otherwise read different images. */
  @Test
  void isTheSameNumberForNumberAlone() {
    Scale scale = Scale.none(2).times(new double[] {2, 3}).plus(new double[] {0.5, 0});
    assertThat(scale.same(new Scale(new double[] {2, 3}, new double[] {0.5, 0}))).isTrue();
    assertThat(scale.same(new Scale(new double[] {2, 4}, new double[] {0.5, 0}))).isFalse();
    assertThat(scale.same(new Scale(new double[] {2, 3}, new double[] {0.5, 1}))).isFalse();
  }

  @Test
  void hasAChannelOrMore() {
    assertThatThrownBy(() -> Scale.none(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("found -1 channels, expected 1 or more");
  }

  /** Files hold them in single precision. */
  @Test
  void factorsThatMakeAUnitOfBytesTellThatBytesAreFed() {
    assertThat(Scale.isOfBytes(1 / 255f)).as("0 to 1").isTrue();
    assertThat(Scale.isOfBytes(1 / 127.5f)).as("-1 to 1").isTrue();
    for (double other : new double[] {1, 0, 255, 1 / 256.0, 1 / 128.0, -1 / 255.0}) {
      assertThat(Scale.isOfBytes(other)).as("%s", other).isFalse();
    }
  }
}
