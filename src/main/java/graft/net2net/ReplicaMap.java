package graft.net2net;

import graft.random.Philox;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * Which unit of the teacher every unit of a wider student copies: the function g of Net2WiderNet
 * (arXiv 1511.05641, section "Net2WiderNet"). The student's first units are the teacher's own, in
 * order; the units behind them are replicas. A value: immutable, equal by content, so that
 * everything which reads a widened node's channels can share one map.
 */
public final class ReplicaMap {
  private final int teacherWidth;

  /** The teacher's unit that each replica copies, [studentWidth - teacherWidth]. */
  private final int[] copied;

  /** The student's units that compute each of the teacher's, [teacherWidth]. */
  private final int[] copies;

  private ReplicaMap(int teacherWidth, int[] copied) {
    this.teacherWidth = teacherWidth;
    this.copied = copied;
    this.copies = new int[teacherWidth];
    Arrays.fill(copies, 1);
    for (int unit : copied) {
      copies[unit]++;
    }
  }

  /**
   * A map of given replicas.
   *
   * @param teacherWidth the teacher's number of units
   * @param copied for each added unit the teacher's unit that it copies
   * @throws IllegalArgumentException if the width is not positive, no unit is added, or a copied
   *     unit is not the teacher's
   */
  public static ReplicaMap of(int teacherWidth, int... copied) {
    requirePositive(teacherWidth);
    if (copied.length == 0) {
      throw new IllegalArgumentException(
          "replica map of " + teacherWidth + " units: it adds none, expected at least one");
    }
    for (int i = 0; i < copied.length; i++) {
      if (copied[i] < 0 || copied[i] >= teacherWidth) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "replica map of %d units: added unit %d copies unit %d, expected one from 0 to %d",
                teacherWidth,
                i,
                copied[i],
                teacherWidth - 1));
      }
    }
    return new ReplicaMap(teacherWidth, copied.clone());
  }

  private static void requirePositive(int teacherWidth) {
    if (teacherWidth <= 0) {
      throw new IllegalArgumentException(
          "replica map: the teacher's width is " + teacherWidth + ", expected a positive number");
    }
  }

  /**
   * Draws the replicas uniformly and with replacement.
   *
   * @param teacherWidth the teacher's number of units
   * @param studentWidth the student's, larger
   * @param random gives one number for each added unit
   * @throws IllegalArgumentException if the teacher's width is not positive, or the student would
   *     not be wider
   */
  public static ReplicaMap draw(int teacherWidth, int studentWidth, Philox random) {
    requirePositive(teacherWidth);
    if (studentWidth <= teacherWidth) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "replica map of %d units: the new width is %d, expected more than %d",
              teacherWidth,
              studentWidth,
              teacherWidth));
    }
    int[] copied = new int[studentWidth - teacherWidth];
    for (int i = 0; i < copied.length; i++) {
      copied[i] = random.nextInt(teacherWidth);
    }
    return of(teacherWidth, copied);
  }

  /** The teacher's number of units. */
  public int teacherWidth() {
    return teacherWidth;
  }

  /** The student's number of units. */
  public int studentWidth() {
    return teacherWidth + copied.length;
  }

  /**
   * g: the teacher's unit that a unit of the student computes; itself for the teacher's own.
   *
   * @throws IndexOutOfBoundsException if the student has no such unit
   */
  public int teacherUnit(int studentUnit) {
    return studentUnit < teacherWidth ? checked(studentUnit) : copied[studentUnit - teacherWidth];
  }

  private static int checked(int unit) {
    if (unit < 0) {
      throw new IndexOutOfBoundsException("unit " + unit + ", expected 0 or more");
    }
    return unit;
  }

  /**
   * The number of the student's units that compute a unit of the teacher, the original among them:
   * 1 for a unit that was not chosen. What outgoing weights are divided by.
   *
   * @throws IndexOutOfBoundsException if the teacher has no such unit
   */
  public int copies(int teacherUnit) {
    return copies[teacherUnit];
  }

  /** For each added unit the teacher's unit that it copies; a copy of the array. */
  public int[] copied() {
    return copied.clone();
  }

  /**
   * The map from this map's teacher to the student of a second widening of the same node.
   *
   * @param next a map whose teacher is this map's student
   * @throws IllegalArgumentException if the widths do not meet
   */
  public ReplicaMap andThen(ReplicaMap next) {
    if (next.teacherWidth != studentWidth()) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "replica map onto %d units cannot be followed by one of %d units, expected %d",
              studentWidth(),
              next.teacherWidth,
              studentWidth()));
    }
    int[] composed = new int[next.studentWidth() - teacherWidth];
    for (int i = 0; i < composed.length; i++) {
      composed[i] = teacherUnit(next.teacherUnit(teacherWidth + i));
    }
    return new ReplicaMap(teacherWidth, composed);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplicaMap map
        && teacherWidth == map.teacherWidth
        && Arrays.equals(copied, map.copied);
  }

  @Override
  public int hashCode() {
    return 31 * teacherWidth + Arrays.hashCode(copied);
  }

  /** For each added unit the one that it copies, as a lineage says it: {@code 0 2}. */
  public String text() {
    return Arrays.stream(copied).mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }

  /** Both widths and every replica, such as {@code 3 -> 5 units: 3 copies 0, 4 copies 2}. */
  @Override
  public String toString() {
    StringJoiner replicas = new StringJoiner(", ");
    for (int i = 0; i < copied.length; i++) {
      replicas.add((teacherWidth + i) + " copies " + copied[i]);
    }
    return teacherWidth + " -> " + studentWidth() + " units: " + replicas;
  }
}
