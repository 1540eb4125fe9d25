package graft.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchesTest {
  @Test
  void coverEverySampleOnce() {
    for (int samples = 1; samples <= 20; samples++) {
      for (int wanted = 1; wanted <= 25; wanted++) {
        Batches batches = Batches.of(samples, wanted);
        assertThat(IntStream.range(0, batches.steps()).map(batches::rowsOf).sum())
            .isEqualTo(samples);
        assertThat(IntStream.range(0, batches.steps()).map(batches::rowsOf).distinct().toArray())
            .isEqualTo(batches.sizes());
      }
    }
  }

  @Test
  void theLastOneMayBeShort() {
    Batches batches = Batches.of(70, 16);
    assertThat(batches.steps()).isEqualTo(5);
    assertThat(batches.sizes()).containsExactly(16, 6);
    assertThat(batches.rowsOf(4)).isEqualTo(6);
  }

  @Test
  void areNotLargerThanTheData() {
    assertThat(Batches.of(5, 16)).isEqualTo(new Batches(5, 5));
  }

  @Test
  void noSizeIsRefused() {
    assertThatThrownBy(() -> Batches.of(5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch is 0, expected 1 or more");
  }
}
