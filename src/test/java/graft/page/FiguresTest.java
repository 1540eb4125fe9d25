package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {
  @Test
  void digitsThatCount() {
    assertThat(Figures.precise(0.0391234567)).isEqualTo("0.039123");
    assertThat(Figures.precise(98.83)).isEqualTo("98.83");
    assertThat(Figures.precise(12_345.678)).isEqualTo("12346");
    assertThat(Figures.precise(2.1e-6)).isEqualTo("2.1e-6");
    assertThat(Figures.precise(-1.5e12)).isEqualTo("-1.5e12");
    assertThat(Figures.precise(0)).isEqualTo("0");
    assertThat(Figures.precise(-0.0)).isEqualTo("0");
    assertThat(Figures.precise(Double.NaN)).isEqualTo("not finite");
    assertThat(Double.parseDouble(Figures.precise(Double.MIN_VALUE))).isEqualTo(Double.MIN_VALUE);
  }

  @Test
  void neighboursHaveAsManyDigits() {
    assertThat(Figures.alike(List.of(-0.5, 0.0, 0.25))).containsExactly("-0.50", "0.00", "0.25");
    assertThat(Figures.alike(List.of(0.0, 5e6))).containsExactly("0", "5e6");
    assertThat(Figures.alike(List.of(1000.0, 2000.0))).containsExactly("1,000", "2,000");
  }

  @Test
  void aBarsFigure() {
    assertThat(Figures.rounded(12.34)).isEqualTo("12.3");
    assertThat(Figures.rounded(12_345.6)).isEqualTo("12,346");
    assertThat(Figures.rounded(Double.NEGATIVE_INFINITY)).isEqualTo("not finite");
  }
}
