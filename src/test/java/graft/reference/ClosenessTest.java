package graft.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClosenessTest {
  private final Closeness closeness = new Closeness(0.5, 0.25);

  @Test
  void allowsTheAbsolutePartAndAShareOfTheReference() {
    assertThat(closeness.isClose(0.5, 0)).isTrue();
    assertThat(closeness.isClose(-0.51, 0)).isFalse();
    assertThat(closeness.isClose(-5.5, -4)).isTrue();
    assertThat(closeness.isClose(-5.6, -4)).isFalse();
    // The share is of the second number, the reference: 2 allowed at 6, 2.525 at 8.1.
    assertThat(closeness.isClose(8, 6)).isTrue();
    assertThat(closeness.isClose(8.1, 6)).isFalse();
    assertThat(closeness.isClose(6, 8.1)).isTrue();
  }

  @Test
  void nothingIsCloseToNotANumberOrInfinity() {
    double[] unreal = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY};
    for (double value : unreal) {
      assertThat(closeness.isClose(value, 1)).isFalse();
      assertThat(closeness.isClose(1, value)).isFalse();
      assertThat(closeness.isClose(value, value)).isFalse();
    }
  }

  @Test
  void namesTheWorstElement() {
    double[] expected = {0, 1, 2, 3};
    assertThatThrownBy(() -> closeness.check("y", new double[] {0, 9, 2, 20}, expected))
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            "y: 2 of 4 elements are off; the worst, element 3, is 20.0, expected 3.0 within 1.25");
    assertThatThrownBy(() -> closeness.check("y", new double[] {0, Double.NaN, 2, 20}, expected))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("element 1, is NaN");
    assertThatThrownBy(() -> closeness.check("y", new double[3], expected))
        .isInstanceOf(AssertionError.class)
        .hasMessage("y has 3 elements, expected 4");
  }
}
