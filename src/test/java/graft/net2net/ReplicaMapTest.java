package graft.net2net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.random.Philox;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReplicaMapTest {
  @Test
  void keepsTheTeachersUnitsAndCountsCopies() {
    ReplicaMap map = ReplicaMap.of(3, 2, 0, 2);

    assertThat(map.teacherWidth()).isEqualTo(3);
    assertThat(map.studentWidth()).isEqualTo(6);
    assertThat(IntStream.range(0, 6).map(map::teacherUnit)).containsExactly(0, 1, 2, 2, 0, 2);
    assertThat(IntStream.range(0, 3).map(map::copies)).containsExactly(2, 1, 3);
    assertThat(map).hasToString("3 -> 6 units: 3 copies 2, 4 copies 0, 5 copies 2");
    assertThat(map.text()).isEqualTo("2 0 2");
    assertThat(map)
        .isEqualTo(ReplicaMap.of(3, 2, 0, 2))
        .hasSameHashCodeAs(ReplicaMap.of(3, 2, 0, 2))
        .isNotEqualTo(ReplicaMap.of(4, 2, 0, 2));
  }

  @Test
  void isAValue() {
    int[] copied = {1, 0};
    ReplicaMap map = ReplicaMap.of(2, copied);
    copied[0] = 0;
    map.copied()[1] = 1;
    assertThat(map.copied()).containsExactly(1, 0);
  }

  @Test
  void drawsUniformlyWithReplacement() {
    int width = 64;
    int added = 64_000;
    ReplicaMap map = ReplicaMap.draw(width, width + added, new Philox(11, 0));

    double expected = (double) added / width;
    double chiSquare = 0;
    for (int unit = 0; unit < width; unit++) {
      double difference = map.copies(unit) - 1 - expected;
      chiSquare += difference * difference / expected;
    }
    // 63 degrees of freedom: 26 and 128 are the quantiles at 1e-5 and 1 - 1e-6. A permutation of
    // the units again and again would give 0.
    assertThat(chiSquare).isBetween(26.0, 128.0);
  }

  @Test
  void drawsWithReplacementWithinOneDoubling() {
    // 64 of 64 without replacement would copy every unit; with it, 64 (1 - 1/64)^64 = 23 of them
    // are not chosen on average, with a deviation of 3.
    ReplicaMap map = ReplicaMap.draw(64, 128, new Philox(12, 0));
    int notChosen = 0;
    for (int unit = 0; unit < 64; unit++) {
      notChosen += map.copies(unit) == 1 ? 1 : 0;
    }
    assertThat(notChosen).isBetween(8, 38);
  }

  @Test
  void composes() {
    ReplicaMap first = ReplicaMap.of(2, 1);
    ReplicaMap second = ReplicaMap.of(3, 2, 0);
    assertThat(first.andThen(second)).isEqualTo(ReplicaMap.of(2, 1, 1, 0));
    assertThat(first.andThen(ReplicaMap.of(3, 0, 2))).isEqualTo(ReplicaMap.of(2, 1, 0, 1));
    assertThatThrownBy(() -> second.andThen(first))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replica map onto 5 units cannot be followed by one of 2 units, expected 5");
  }

  @Test
  void refusesWhatIsNoMap() {
    assertThatThrownBy(() -> ReplicaMap.of(3, 0, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replica map of 3 units: added unit 1 copies unit 3, expected one from 0 to 2");
    assertThatThrownBy(() -> ReplicaMap.of(3, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("added unit 0 copies unit -1");
    assertThatThrownBy(() -> ReplicaMap.of(3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it adds none");
    assertThatThrownBy(() -> ReplicaMap.of(0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the teacher's width is 0");
    assertThatThrownBy(() -> ReplicaMap.draw(-7, Integer.MAX_VALUE, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the teacher's width is -7");
    assertThatThrownBy(() -> ReplicaMap.draw(3, 3, new Philox(0, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("replica map of 3 units: the new width is 3, expected more than 3");
    assertThatThrownBy(() -> ReplicaMap.of(3, 0).teacherUnit(4))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
