package graft.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import graft.model.Preprocessing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the user says of a network's input becomes a preprocessing. */
class ToldTest {
  @ParameterizedTest
  @CsvSource({"0, 255", "0, 1", "-1, 1", "-128, 127", "3, 7"})
  void aRangeIsWhatBlackAndWhiteBecome(double black, double white) {
    Preprocessing fed = Told.nothing().withRange(black, white).preprocessing(3).orElseThrow();
    assertThat(fed.channels()).isEqualTo(3);
    for (int c = 0; c < 3; c++) {
      assertThat((double) fed.value(c, 0)).isCloseTo(black, within(1e-5));
      assertThat((double) fed.value(c, 255)).isCloseTo(white, within(1e-5));
    }
  }

  @Test
  void aRangeGoesFromDarkToBright() {
    assertThatThrownBy(() -> Told.nothing().withRange(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pixels from 1.0 to 0.0, expected a range from dark to bright");
    assertThatThrownBy(() -> Told.nothing().withRange(1, 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Told.nothing().withRange(0, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersAreOfEachChannelOrOneForAll() {
    Told told = new Told(Optional.of(List.of(0.5, 0.4, 0.3)), Optional.empty(), Optional.empty());
    assertThat(told.preprocessing(3))
        .contains(new Preprocessing(List.of(0.5, 0.4, 0.3), List.of(1.0, 1.0, 1.0)));
    Told one = new Told(Optional.empty(), Optional.of(List.of(0.25)), Optional.empty());
    assertThat(one.preprocessing(2))
        .contains(new Preprocessing(List.of(0.0, 0.0), List.of(0.25, 0.25)));
    assertThat(Told.nothing().preprocessing(3)).isEmpty();
  }
}
