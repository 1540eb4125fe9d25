package graft.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A matrix as a table with shaded cells, or as a map where that would be too large. */
final class MatrixPicture {
  /** More classes than that are a map. */
  private static final int LARGEST_TABLE = 30;

  /** Longer names of columns stand upright. */
  private static final int SHORT_NAME = 3;

  private MatrixPicture() {}

  static Html html(Matrix matrix) {
    return matrix.classes().size() > LARGEST_TABLE ? MatrixMap.html(matrix) : table(matrix);
  }

  private static Html table(Matrix matrix) {
    Shades shades = new Shades(matrix);
    boolean upright = matrix.classes().stream().anyMatch(name -> name.length() > SHORT_NAME);
    List<Html> head = new ArrayList<>();
    head.add(corner(matrix));
    for (String name : matrix.classes()) {
      Html text = Html.element("span", Html.text(name));
      head.add(Html.element("th", text).with("scope", "col"));
    }
    head.add(Html.element("th", Html.text("correct")).with("scope", "col").with("class", "share"));
    List<Html> rows = new ArrayList<>();
    for (int i = 0; i < matrix.classes().size(); i++) {
      rows.add(row(matrix, shades, i));
    }
    Html table =
        Html.element(
            "table",
            Html.element("caption", Html.text(matrix.title())),
            Html.element("thead", Html.element("tr", head)),
            Html.element("tbody", rows));
    return ScrollBox.around(
        matrix.title(), table.with("class", upright ? "matrix upright" : "matrix"));
  }

  private static Html corner(Matrix matrix) {
    return Html.element(
            "td",
            Html.element("span", Html.text(matrix.columnsName() + " →")),
            Html.element("span", Html.text(matrix.rowsName() + " ↓")))
        .with("class", "corner");
  }

  private static Html row(Matrix matrix, Shades shades, int row) {
    List<Html> cells = new ArrayList<>();
    cells.add(Html.element("th", Html.text(matrix.classes().get(row))).with("scope", "row"));
    List<Long> counts = matrix.counts().get(row);
    for (int column = 0; column < counts.size(); column++) {
      long count = counts.get(column);
      Html cell = Html.element("td", count == 0 ? Html.NONE : Html.text(Long.toString(count)));
      String style = row == column ? "hit" : "wrong-" + shades.of(row, column);
      cells.add(count == 0 && row != column ? cell : cell.with("class", style));
    }
    cells.add(Html.element("td", Html.text(shades.correct(row))).with("class", "share"));
    return Html.element("tr", cells);
  }

  /** How strongly each mistake is shaded: by its share of its row, the largest most. */
  static final class Shades {
    /** Shades of the page's style, from 1 on. */
    static final int COUNT = 6;

    private final Matrix matrix;
    private final double largest;

    Shades(Matrix matrix) {
      this.matrix = matrix;
      double most = 0;
      for (int row = 0; row < matrix.classes().size(); row++) {
        for (int column = 0; column < matrix.classes().size(); column++) {
          most = row == column ? most : Math.max(most, share(row, column));
        }
      }
      this.largest = most;
    }

    /** The share of a row that a column has. */
    double share(int row, int column) {
      long all = total(row);
      return all == 0 ? 0 : (double) matrix.counts().get(row).get(column) / all;
    }

    private long total(int row) {
      return matrix.counts().get(row).stream().mapToLong(Long::longValue).sum();
    }

    /** Of a mistake that was made: 1 to {@link #COUNT}. */
    int of(int row, int column) {
      double part = largest == 0 ? 0 : share(row, column) / largest;
      // The root lets few mistakes show beside many.
      return Math.max(1, (int) Math.ceil(COUNT * Math.sqrt(part) - 1e-9));
    }

    String correct(int row) {
      return total(row) == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100 * share(row, row));
    }
  }
}
