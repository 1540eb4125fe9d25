package graft.page;

import java.util.List;
import java.util.Locale;

/**
 * How often what was of one class was taken for which.
 *
 * @param title what is shown
 * @param rowsName what the rows are, as {@code label}
 * @param columnsName what the columns are, as {@code predicted}
 * @param classes names of the classes
 * @param counts {@code [classes][classes]}: how often what was of the row's class was taken for the
 *     column's
 */
public record Matrix(
    String title,
    String rowsName,
    String columnsName,
    List<String> classes,
    List<List<Long>> counts)
    implements Part {
  /**
   * Classes and counts are copied.
   *
   * @throws IllegalArgumentException if there is not a row and a column for each class, or a count
   *     is negative
   */
  public Matrix {
    classes = List.copyOf(classes);
    counts = counts.stream().map(List::copyOf).toList();
    int size = classes.size();
    if (counts.size() != size || counts.stream().anyMatch(row -> row.size() != size)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the matrix '%s' is not %d by %d as its classes are",
              title,
              size,
              size));
    }
    if (counts.stream().anyMatch(row -> row.stream().anyMatch(count -> count < 0))) {
      throw new IllegalArgumentException(
          "the matrix '%s' has a negative count, expected counts from 0 on".formatted(title));
    }
  }

  @Override
  public Html html() {
    return MatrixPicture.html(this);
  }
}
