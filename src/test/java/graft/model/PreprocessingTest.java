package graft.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PreprocessingTest {
  @Test
  void scaledGivesTheFloatQuotientOfEveryByte() {
    float[] table = Preprocessing.scaled(2).table();
    for (int i = 0; i < table.length; i++) {
      assertThat(table[i]).isEqualTo((i % 256) / 255f);
    }
    assertThat(Preprocessing.scaled(3).isScaleOnly()).isTrue();
  }

  @Test
  void subtractsAndDividesChannelByChannel() {
    Preprocessing preprocessing = new Preprocessing(List.of(0.5, 0.25), List.of(0.25, 2.0));
    assertThat(preprocessing.isScaleOnly()).isFalse();
    assertThat(preprocessing.value(0, 255)).isEqualTo(2f);
    assertThat(preprocessing.value(1, 0)).isEqualTo(-0.125f);
    assertThat(preprocessing.table()[256 + 255]).isEqualTo(0.375f);
  }

  @Test
  void moreChannelsAreScaledOnly() {
    Preprocessing one = new Preprocessing(List.of(0.5), List.of(0.25));
    assertThat(one.withChannels(3))
        .isEqualTo(new Preprocessing(List.of(0.5, 0.0, 0.0), List.of(0.25, 1.0, 1.0)));
    assertThat(one.withChannels(1)).isEqualTo(one);
  }

  @Test
  void refusesWhatCannotBeDividedBy() {
    assertThatThrownBy(() -> new Preprocessing(List.of(0.5, 0.5), List.of(0.25, 0.0)))
        .hasMessageStartingWith("channel 1 has mean 0.5 and deviation 0.0, expected finite");
    assertThatThrownBy(() -> new Preprocessing(List.of(Double.NaN), List.of(1.0)))
        .hasMessageContaining("NaN");
    assertThatThrownBy(() -> new Preprocessing(List.of(0.5), List.of(1.0, 1.0)))
        .hasMessageStartingWith("found means of 1 channels and deviations of 2");
  }
}
