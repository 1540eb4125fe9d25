package graft.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import graft.nn.MemoryPlan.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MemoryPlanTest {
  private static final long KIB = 1024;

  @Property(tries = 300)
  void intervalsThatLiveTogetherLieApart(@ForAll("intervals") List<Interval> intervals) {
    assertApart(intervals, MemoryPlan.of(intervals), false);
  }

  @Property(tries = 100)
  void withoutReuseAllLieApart(@ForAll("intervals") List<Interval> intervals) {
    MemoryPlan plan = MemoryPlan.withoutReuse(intervals);
    assertApart(intervals, plan, true);
    assertThat(plan.bytes()).isEqualTo(sum(intervals));
    assertThat(plan.floor()).isEqualTo(MemoryPlan.of(intervals).floor());
  }

  @Property(tries = 300)
  void theTotalIsBetweenTheFloorAndTheSum(@ForAll("intervals") List<Interval> intervals) {
    MemoryPlan plan = MemoryPlan.of(intervals);
    long floor =
        IntStream.rangeClosed(0, 20)
            .mapToLong(
                call ->
                    sum(
                        intervals.stream()
                            .filter(i -> i.first() <= call && call <= i.last())
                            .toList()))
            .max()
            .orElseThrow();
    assertThat(plan.floor()).isEqualTo(floor);
    assertThat(plan.bytes()).isBetween(floor, sum(intervals));
  }

  @Property(tries = 100)
  void offsetsAreAlignedAndAlwaysTheSame(@ForAll("intervals") List<Interval> intervals) {
    List<Long> offsets = offsets(MemoryPlan.of(intervals), intervals.size());
    assertThat(offsets).allSatisfy(offset -> assertThat(offset % 256).isZero());
    assertThat(offsets(MemoryPlan.of(List.copyOf(intervals)), intervals.size())).isEqualTo(offsets);
  }

  /** A gradient lives until the layer below has read it. */
  @Test
  void gradientsOfAChainAlternateBetweenTwoPlaces() {
    List<Interval> gradients = chain(LongStream.generate(() -> 3 * KIB).limit(9).toArray());
    MemoryPlan plan = MemoryPlan.of(gradients);
    assertThat(plan.bytes()).isEqualTo(6 * KIB).isEqualTo(plan.floor());
    for (int i = 0; i < gradients.size(); i++) {
      assertThat(plan.offset(i)).isEqualTo(i % 2 == 0 ? 0 : 3 * KIB);
    }
  }

  /** Two places of the largest size would take 16 KiB. */
  @Test
  void gradientsThatGrowTakeNoMoreThanTheTwoLargestNeighbours() {
    MemoryPlan plan = MemoryPlan.of(chain(KIB, KIB, 2 * KIB, 2 * KIB, 4 * KIB, 8 * KIB));
    assertThat(plan.bytes()).isEqualTo(12 * KIB).isEqualTo(plan.floor());
  }

  @Test
  void theSmallestGapThatHoldsAValueIsTaken() {
    List<Interval> intervals =
        List.of(
            new Interval("early", 6 * KIB, 0, 0),
            new Interval("wall", 5 * KIB, 0, 2),
            new Interval("early too", 4 * KIB, 0, 0),
            new Interval("long", 3 * KIB, 0, 2),
            new Interval("late", 2 * KIB, 1, 2));
    // At calls 1 and 2 the gaps are 0 to 6 before the wall and 11 to 15 before the long one.
    assertThat(offsets(MemoryPlan.of(intervals), 5))
        .containsExactly(0L, 6 * KIB, 11 * KIB, 15 * KIB, 11 * KIB);
  }

  @Test
  void lastUsesAreInclusive() {
    Interval before = new Interval("before", 1, 0, 3);
    assertThat(MemoryPlan.of(List.of(before, new Interval("after", 1, 4, 5))).bytes())
        .isEqualTo(256);
    assertThat(MemoryPlan.of(List.of(before, new Interval("reader", 1, 3, 5))).bytes())
        .isEqualTo(512);
    assertThat(MemoryPlan.of(List.of()).bytes()).isZero();
  }

  @Test
  @Timeout(5) // takes well below a second
  void aThousandIntervalsArePlannedAtOnce() {
    Random random = new Random(1);
    List<Interval> intervals = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int first = random.nextInt(1000);
      intervals.add(
          new Interval("v" + i, 1 + random.nextInt(1 << 20), first, first + random.nextInt(500)));
    }
    MemoryPlan plan = MemoryPlan.of(intervals);
    assertApart(intervals, plan, false);
    // 1.13 times the floor was seen. The sum is 4 times the floor.
    assertThat(plan.bytes()).isLessThan(plan.floor() * 5 / 4);
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> new Interval("x", 0, 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x has 0 bytes, expected 1 or more");
    assertThatThrownBy(() -> new Interval("x", 1, 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("x is used first by call 3 and last by call 2, expected 0 <= first <= last");
    assertThatThrownBy(() -> new Interval("x", 1, -1, 2))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<List<Interval>> intervals() {
    Arbitrary<Interval> interval =
        Combinators.combine(
                Arbitraries.longs().between(1, 5000),
                Arbitraries.integers().between(0, 10),
                Arbitraries.integers().between(0, 10))
            .as((bytes, first, length) -> new Interval("value", bytes, first, first + length));
    return interval.list().ofMaxSize(30);
  }

  /** Gradient i is written by call i and read by call i + 1. */
  private static List<Interval> chain(long... bytes) {
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> new Interval("gradient " + i, bytes[i], i, i + 1))
        .toList();
  }

  private static List<Long> offsets(MemoryPlan plan, int count) {
    return IntStream.range(0, count).mapToObj(plan::offset).toList();
  }

  private static long sum(List<Interval> intervals) {
    return intervals.stream().mapToLong(i -> (i.bytes() + 255) / 256 * 256).sum();
  }

  private static void assertApart(List<Interval> intervals, MemoryPlan plan, boolean always) {
    for (int i = 0; i < intervals.size(); i++) {
      Interval one = intervals.get(i);
      assertThat(plan.offset(i)).isBetween(0L, plan.bytes() - one.bytes());
      for (int j = 0; j < i; j++) {
        Interval other = intervals.get(j);
        if (always || (one.first() <= other.last() && other.first() <= one.last())) {
          assertThat(
                  plan.offset(i) + one.bytes() <= plan.offset(j)
                      || plan.offset(j) + other.bytes() <= plan.offset(i))
              .as("%s at %d, %s at %d", one, plan.offset(i), other, plan.offset(j))
              .isTrue();
        }
      }
    }
  }
}
