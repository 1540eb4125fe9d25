package graft.nn;

import graft.device.Memory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Places in one block of memory for values that live for a part of a sequence of calls: values that
 * live at the same time have places apart, others may share one. Host only.
 *
 * <p>Found by best fit, the largest first or the first used first, whichever needs less: "greedy by
 * size for offset calculation" of Pisarchyk and Lee 2020, arXiv 2001.03288. It takes n^2 steps for
 * n values and may take more than the {@link #floor}, as the best plan may too.
 */
final class MemoryPlan {
  private final List<Interval> intervals;
  private final long[] offsets;
  private final long bytes;

  private MemoryPlan(List<Interval> intervals, long[] offsets) {
    this.intervals = intervals;
    this.offsets = offsets;
    this.bytes = IntStream.range(0, offsets.length).mapToLong(this::end).max().orElse(0);
  }

  /**
   * A value and the calls between which its place is its own.
   *
   * @param name for messages
   * @param bytes at least 1
   * @param first the call that uses it first, from 0
   * @param last the call that uses it last; another value may take the place from the next call on
   */
  record Interval(String name, long bytes, int first, int last) {
    /**
     * Checks what is known of it.
     *
     * @throws IllegalArgumentException if it has no bytes, or its uses are negative or out of order
     */
    Interval {
      if (bytes <= 0) {
        throw new IllegalArgumentException(name + " has " + bytes + " bytes, expected 1 or more");
      }
      if (first < 0 || last < first) {
        throw new IllegalArgumentException(
            name
                + " is used first by call "
                + first
                + " and last by call "
                + last
                + ", expected 0 <= first <= last");
      }
    }

    private long place() {
      return Memory.aligned(bytes);
    }

    boolean livesAt(int call) {
      return first <= call && call <= last;
    }

    boolean livesWith(Interval other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** Lets values share places; the same intervals in the same order give the same plan. */
  static MemoryPlan of(List<Interval> intervals) {
    // Neither order is always the better: largest first can leave a chain whose sizes go up and
    // down more places than two.
    MemoryPlan bySize =
        inOrder(
            intervals,
            Comparator.comparingLong((Integer i) -> intervals.get(i).place()).reversed());
    MemoryPlan byUse =
        inOrder(intervals, Comparator.comparingInt((Integer i) -> intervals.get(i).first()));
    return byUse.bytes < bySize.bytes ? byUse : bySize;
  }

  private static MemoryPlan inOrder(List<Interval> intervals, Comparator<Integer> order) {
    Builder builder = new Builder(List.copyOf(intervals));
    IntStream.range(0, intervals.size()).boxed().sorted(order).forEach(builder::place);
    return builder.build();
  }

  /**
   * Gives each value a place of its own, in the order given: what reads a value after its last use
   * then finds it, instead of another's, which the checking mode would take for defined.
   */
  static MemoryPlan withoutReuse(List<Interval> intervals) {
    long[] offsets = new long[intervals.size()];
    for (int i = 1; i < offsets.length; i++) {
      offsets[i] = offsets[i - 1] + intervals.get(i - 1).place();
    }
    return new MemoryPlan(List.copyOf(intervals), offsets);
  }

  /** The place of the interval of an index, in bytes from the block's start; aligned. */
  long offset(int index) {
    return offsets[index];
  }

  /** What the block needs; 0 if there are no intervals. */
  long bytes() {
    return bytes;
  }

  /** The most bytes that live at one call, each value's rounded up: no plan can need less. */
  long floor() {
    // More can come alive only where a value is used first.
    return intervals.stream().mapToLong(start -> living(start.first())).max().orElse(0);
  }

  private long living(int call) {
    return intervals.stream()
        .filter(interval -> interval.livesAt(call))
        .mapToLong(Interval::place)
        .sum();
  }

  private long end(int index) {
    return offsets[index] + intervals.get(index).place();
  }

  /** Places one interval after another. */
  private static final class Builder {
    private final List<Interval> intervals;
    private final long[] offsets;
    private final List<Integer> placed = new ArrayList<>(); // by offset

    Builder(List<Interval> intervals) {
      this.intervals = intervals;
      this.offsets = new long[intervals.size()];
    }

    /** Into the smallest gap that holds it, the first of several such, else above all others. */
    void place(int index) {
      Interval interval = intervals.get(index);
      long size = interval.place();
      long smallest = Long.MAX_VALUE;
      long best = 0;
      long top = 0;
      for (int other : placed) {
        if (!interval.livesWith(intervals.get(other))) {
          continue;
        }
        long gap = offsets[other] - top;
        if (gap >= size && gap < smallest) {
          smallest = gap;
          best = top;
        }
        top = Math.max(top, offsets[other] + intervals.get(other).place());
      }
      offsets[index] = smallest < Long.MAX_VALUE ? best : top;
      int behind = 0;
      while (behind < placed.size() && offsets[placed.get(behind)] <= offsets[index]) {
        behind++;
      }
      placed.add(behind, index);
    }

    MemoryPlan build() {
      return new MemoryPlan(intervals, offsets);
    }
  }
}
