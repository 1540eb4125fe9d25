package graft.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** How many images of each class were taken for which: a value. Classes are counted from 0. */
public final class ConfusionMatrix {
  private final int classes;
  private final int[] counts; // [label, predicted]

  /**
   * Keeps a copy.
   *
   * @param counts {@code [classes, classes]}, a row a label, a column a predicted class
   * @throws IllegalArgumentException if there are not as many, or less than one class
   */
  public ConfusionMatrix(int classes, int[] counts) {
    if (classes < 1) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "found %d classes, expected 1 or more", classes));
    }
    if (counts.length != (long) classes * classes) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found %d counts, expected %d for each of %d classes",
              counts.length,
              classes,
              classes));
    }
    this.classes = classes;
    this.counts = counts.clone();
  }

  /**
   * Images of one class that were taken for another.
   *
   * @param label the class that they are of
   * @param predicted the class that they were taken for
   * @param count how many
   */
  public record Mistake(int label, int predicted, int count) {}

  /** The number of classes. */
  public int classes() {
    return classes;
  }

  /**
   * How many images of a class were taken for a class.
   *
   * @throws IndexOutOfBoundsException if there is no such class
   */
  public int count(int label, int predicted) {
    Objects.checkIndex(predicted, classes);
    return counts[label * classes + predicted];
  }

  /** Images of a class. */
  int support(int label) {
    return Arrays.stream(counts, label * classes, (label + 1) * classes).sum();
  }

  /** Images that were taken for a class. */
  int predicted(int predicted) {
    int sum = 0;
    for (int label = 0; label < classes; label++) {
      sum += count(label, predicted);
    }
    return sum;
  }

  /** The most frequent mistakes, the most frequent first, then by label and predicted class. */
  public List<Mistake> mistakes(int most) {
    List<Mistake> mistakes = new ArrayList<>();
    for (int label = 0; label < classes; label++) {
      for (int predicted = 0; predicted < classes; predicted++) {
        if (label != predicted && count(label, predicted) > 0) {
          mistakes.add(new Mistake(label, predicted, count(label, predicted)));
        }
      }
    }
    mistakes.sort(Comparator.comparingInt(Mistake::count).reversed()); // stable
    return List.copyOf(mistakes.subList(0, Math.min(most, mistakes.size())));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ConfusionMatrix matrix && Arrays.equals(counts, matrix.counts);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(counts);
  }

  @Override
  public String toString() {
    return "ConfusionMatrix" + Arrays.toString(counts);
  }
}
