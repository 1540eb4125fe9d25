package graft.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table.
 *
 * @param title what is shown
 * @param captioned whether the title stands above the table; if not, the section's heading says it
 * @param columns from left to right
 * @param rows from top to bottom, of as many cells as there are columns
 */
public record HtmlTable(String title, boolean captioned, List<Column> columns, List<Row> rows)
    implements Part {
  /**
   * Columns and rows are copied.
   *
   * @throws IllegalArgumentException if a row has more or fewer cells than there are columns
   */
  public HtmlTable {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
    for (Row row : rows) {
      if (row.cells().size() != columns.size()) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the table '%s' has a row of %d cells, expected %d, one a column",
                title,
                row.cells().size(),
                columns.size()));
      }
    }
  }

  /** What stands in a column. */
  public enum Kind {
    /** What the row is of: its heading. */
    NAME,
    /** Text, from the left. */
    TEXT,
    /** Numbers, digit below digit. */
    NUMBER
  }

  /**
   * A column.
   *
   * @param heading of it
   * @param kind of its cells
   */
  public record Column(String heading, Kind kind) {}

  /**
   * A row.
   *
   * @param cells from left to right
   * @param strong whether it stands out
   */
  public record Row(List<Html> cells, boolean strong) {
    /** Cells are copied. */
    public Row {
      cells = List.copyOf(cells);
    }

    /** A row of texts. */
    public static Row of(List<String> cells) {
      return new Row(cells.stream().map(Html::text).toList(), false);
    }
  }

  /** A table of texts with its title above it. */
  public static HtmlTable of(String title, List<Column> columns, List<List<String>> rows) {
    return new HtmlTable(title, true, columns, rows.stream().map(Row::of).toList());
  }

  /** This table without its title above it. */
  public HtmlTable withoutCaption() {
    return new HtmlTable(title, false, columns, rows);
  }

  @Override
  public Html html() {
    List<Html> parts = new ArrayList<>();
    if (captioned) {
      parts.add(Html.element("caption", Html.text(title)));
    }
    parts.add(Html.element("thead", Html.element("tr", columns.stream().map(this::head).toList())));
    parts.add(Html.element("tbody", rows.stream().map(this::row).toList()));
    return ScrollBox.around(title, Html.element("table", parts));
  }

  private Html head(Column column) {
    Html head = Html.element("th", Html.text(column.heading())).with("scope", "col");
    return column.kind() == Kind.NUMBER ? head.with("class", "number") : head;
  }

  private Html row(Row row) {
    List<Html> cells = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      Html cell = row.cells().get(i);
      cells.add(
          switch (columns.get(i).kind()) {
            case NAME -> Html.element("th", cell).with("scope", "row");
            case TEXT -> Html.element("td", cell);
            case NUMBER -> Html.element("td", cell).with("class", "number");
          });
    }
    Html html = Html.element("tr", cells);
    return row.strong() ? html.with("class", "strong") : html;
  }
}
