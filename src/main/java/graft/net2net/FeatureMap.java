package graft.net2net;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Which of a teacher's features each of its student's features is, along one axis: the map g of
 * Net2WiderNet (arXiv 1511.05641) as one value of the network shows it. Where channels were
 * flattened or stacked, the axis consists of stretches that each hold a value's channels once; a
 * feature and its copies lie in one stretch.
 */
final class FeatureMap {
  /** Instead of a teacher's feature: of a feature that the teacher has not. */
  static final int NEW = -1;

  private final int teacherLength;
  private final int[] from;

  /** The end of each stretch, in the student; the last is the length. */
  private final int[] ends;

  private FeatureMap(int teacherLength, int[] from, int[] ends) {
    this.teacherLength = teacherLength;
    this.from = from;
    this.ends = ends;
  }

  /** One stretch. */
  static FeatureMap of(int teacherLength, int[] from) {
    return new FeatureMap(teacherLength, from, new int[] {from.length});
  }

  /** The teacher's features in their order. */
  static FeatureMap identity(int length) {
    int[] from = new int[length];
    Arrays.setAll(from, i -> i);
    return of(length, from);
  }

  /** Behind a flattening of so many pixels: NHWC features come pixel after pixel. */
  FeatureMap spread(int pixels) {
    return pixels == 1 ? this : stack(Collections.nCopies(pixels, this));
  }

  /** Behind a concatenation. */
  static FeatureMap stack(List<FeatureMap> parts) {
    int length = parts.stream().mapToInt(FeatureMap::length).sum();
    int[] from = new int[length];
    int[] ends = new int[parts.stream().mapToInt(part -> part.ends.length).sum()];
    int at = 0;
    int stretch = 0;
    int teacher = 0;
    for (FeatureMap part : parts) {
      for (int end : part.ends) {
        ends[stretch++] = at + end;
      }
      for (int feature : part.from) {
        from[at++] = feature == NEW ? NEW : teacher + feature;
      }
      teacher += part.teacherLength;
    }
    return new FeatureMap(teacher, from, ends);
  }

  /** The student's number of features. */
  int length() {
    return from.length;
  }

  /** The teacher's. */
  int teacherLength() {
    return teacherLength;
  }

  /** The teacher's feature that a feature of the student is, or {@link #NEW}. */
  int from(int feature) {
    return from[feature];
  }

  /** The number of stretches. */
  int stretches() {
    return ends.length;
  }

  /** Where a stretch begins in the student. */
  int start(int stretch) {
    return stretch == 0 ? 0 : ends[stretch - 1];
  }

  /** Behind its last feature. */
  int end(int stretch) {
    return ends[stretch];
  }

  /** Whether student and teacher have the same features in the same order. */
  boolean isIdentity() {
    return from.length == teacherLength && Arrays.equals(from, identity(teacherLength).from);
  }

  /** For each of the teacher's features how many of the student's are it. */
  int[] copies() {
    int[] copies = new int[teacherLength];
    for (int feature : from) {
      if (feature != NEW) {
        copies[feature]++;
      }
    }
    return copies;
  }

  /** For each of the student's features how many before it are the same; 0 is the original. */
  int[] ordinals() {
    int[] seen = new int[teacherLength];
    int[] ordinals = new int[from.length];
    for (int i = 0; i < from.length; i++) {
      ordinals[i] = from[i] == NEW ? 0 : seen[from[i]]++;
    }
    return ordinals;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FeatureMap map
        && teacherLength == map.teacherLength
        && Arrays.equals(from, map.from);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(from);
  }

  @Override
  public String toString() {
    return teacherLength + " -> " + Arrays.toString(from);
  }
}
