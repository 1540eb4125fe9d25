package graft.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A matrix of many classes: all of it without numbers, and its largest mistakes with them. */
final class MatrixMap {
  private static final int LISTED = 12;

  private MatrixMap() {}

  private record Mistake(int row, int column, long count) {}

  static Html html(Matrix matrix) {
    Html map =
        Html.element(
            "figure", Html.element("figcaption", Html.text(matrix.title())), picture(matrix));
    return Html.of(SideBySide.of(map.with("class", "map"), list(matrix)));
  }

  private static Html picture(Matrix matrix) {
    MatrixPicture.Shades shades = new MatrixPicture.Shades(matrix);
    int size = matrix.classes().size();
    List<StringBuilder> cells = new ArrayList<>();
    for (int shade = 0; shade <= MatrixPicture.Shades.COUNT; shade++) {
      cells.add(new StringBuilder());
    }
    for (int row = 0; row < size; row++) {
      for (int column = 0; column < size; column++) {
        if (matrix.counts().get(row).get(column) > 0) {
          int shade = row == column ? 0 : shades.of(row, column);
          cells.get(shade).append(String.format(Locale.ROOT, "M%d %dh1v1h-1z", column, row));
        }
      }
    }
    List<Html> drawn = new ArrayList<>();
    drawn.add(Html.element("title", Html.text(matrix.title())));
    drawn.add(
        Html.element(
            "desc",
            Html.text(
                String.format(
                    Locale.ROOT,
                    "%d classes; rows are %s, columns %s; the largest mistakes stand in the table.",
                    size,
                    matrix.rowsName(),
                    matrix.columnsName()))));
    for (int shade = 0; shade < cells.size(); shade++) {
      String style = shade == 0 ? "hit" : "wrong-" + shade;
      drawn.add(Html.empty("path").with("class", style).with("d", cells.get(shade).toString()));
    }
    return Html.element("svg", drawn)
        .with("role", "img")
        .with("viewBox", String.format(Locale.ROOT, "0 0 %d %d", size, size));
  }

  private static Html list(Matrix matrix) {
    List<Mistake> mistakes = new ArrayList<>();
    MatrixPicture.Shades shades = new MatrixPicture.Shades(matrix);
    for (int row = 0; row < matrix.classes().size(); row++) {
      for (int column = 0; column < matrix.classes().size(); column++) {
        long count = matrix.counts().get(row).get(column);
        if (row != column && count > 0) {
          mistakes.add(new Mistake(row, column, count));
        }
      }
    }
    mistakes.sort(Comparator.comparingLong(Mistake::count).reversed());
    List<HtmlTable.Column> columns =
        List.of(
            new HtmlTable.Column(matrix.rowsName(), HtmlTable.Kind.TEXT),
            new HtmlTable.Column(matrix.columnsName(), HtmlTable.Kind.TEXT),
            new HtmlTable.Column("times", HtmlTable.Kind.NUMBER),
            new HtmlTable.Column("of its row", HtmlTable.Kind.NUMBER));
    List<List<String>> rows =
        mistakes.stream()
            .limit(LISTED)
            .map(
                mistake ->
                    List.of(
                        matrix.classes().get(mistake.row()),
                        matrix.classes().get(mistake.column()),
                        Long.toString(mistake.count()),
                        percent(shades.share(mistake.row(), mistake.column()))))
            .toList();
    return rows.isEmpty()
        ? Html.paragraph("No mistakes.")
        : HtmlTable.of("Largest mistakes", columns, rows).html();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }
}
