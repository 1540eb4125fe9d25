package graft.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SpreadTest {
  private static final double HEIGHT = 17;
  private static final double TOP = 10;
  private static final double BOTTOM = 310;

  @Property(tries = 1000)
  void labelsDoNotOverlapAndKeepTheirOrder(
      @ForAll @Size(min = 1, max = 17) List<@DoubleRange(min = 0, max = 330) Double> wanted) {
    double[] at = wanted.stream().mapToDouble(Double::doubleValue).toArray();
    double[] centres = Spread.centres(at, HEIGHT, TOP, BOTTOM);
    for (int i = 0; i < at.length; i++) {
      assertThat(centres[i]).isBetween(TOP + HEIGHT / 2 - 1e-9, BOTTOM - HEIGHT / 2 + 1e-9);
      for (int j = 0; j < at.length; j++) {
        if (i != j) {
          assertThat(Math.abs(centres[i] - centres[j])).isGreaterThan(HEIGHT - 1e-9);
        }
        if (at[i] < at[j]) {
          assertThat(centres[i]).isLessThan(centres[j]);
        }
      }
    }
  }

  @Test
  void labelsWithRoomStayWhereTheyBelong() {
    double[] wanted = {200, 50, 100};
    assertThat(Spread.centres(wanted, HEIGHT, TOP, BOTTOM)).containsExactly(wanted);
  }

  @Test
  void labelsOfOnePlaceShareItEvenly() {
    double[] centres = Spread.centres(new double[] {100, 100, 100}, HEIGHT, TOP, BOTTOM);
    assertThat(IntStream.range(0, 3).mapToDouble(i -> centres[i]).average().orElseThrow())
        .isCloseTo(100, within(1e-9));
  }
}
