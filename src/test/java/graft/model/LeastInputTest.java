package graft.model;

import static org.assertj.core.api.Assertions.assertThat;

import graft.tensor.Shape;
import org.junit.jupiter.api.Test;

/** The least images that a network takes. */
class LeastInputTest {
  private static boolean fits(Shape sample) {
    return sample.extent(0) >= 6 && sample.extent(1) >= 9 && sample.extent(2) == 3;
  }

  private static Shape turned(Shape sample) {
    return Shape.of(sample.extent(1), sample.extent(0), sample.last());
  }

  @Test
  void heightAndWidthAreFoundApart() {
    assertThat(LeastInput.of(Shape.of(3, 300, 3), LeastInputTest::fits))
        .contains(Shape.of(6, 9, 3));
    assertThat(LeastInput.of(Shape.of(300, 3, 3), shape -> fits(turned(shape))))
        .contains(Shape.of(9, 6, 3));
    assertThat(LeastInput.hint(Shape.of(300, 8, 3), LeastInputTest::fits))
        .isEqualTo("; images of 300x8 are too small, expected 6x9 or larger");
  }

  @Test
  void whatIsRefusedForAnotherReasonGetsNoHint() {
    assertThat(LeastInput.of(Shape.of(3, 3, 1), LeastInputTest::fits)).isEmpty();
    assertThat(LeastInput.of(Shape.of(6, 9, 3), LeastInputTest::fits)).isEmpty();
    assertThat(LeastInput.of(Shape.of(12), LeastInputTest::fits)).isEmpty();
    assertThat(LeastInput.hint(Shape.of(3, 3, 1), LeastInputTest::fits)).isEmpty();
  }
}
