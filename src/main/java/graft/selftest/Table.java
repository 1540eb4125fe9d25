package graft.selftest;

import java.util.List;

/**
 * What a check saw, in rows of as many cells as there are columns.
 *
 * @param title what is shown
 * @param columns their headings
 * @param rows from top to bottom
 */
record Table(String title, List<String> columns, List<List<String>> rows) {
  Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
  }
}
