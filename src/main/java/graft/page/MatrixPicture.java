package graft.page;

import java.util.ArrayList;
import java.util.List;

/** A matrix as a table with shaded cells. */
final class MatrixPicture {
  private MatrixPicture() {}

  static Html html(Matrix matrix) {
    List<Html> head = new ArrayList<>();
    head.add(Html.element("td", Html.text(matrix.rowsName() + " \\ " + matrix.columnsName())));
    for (String name : matrix.classes()) {
      head.add(Html.element("th", Html.text(name)).with("scope", "col"));
    }
    List<Html> rows = new ArrayList<>();
    for (int i = 0; i < matrix.classes().size(); i++) {
      List<Html> row = new ArrayList<>();
      row.add(Html.element("th", Html.text(matrix.classes().get(i))).with("scope", "row"));
      for (long count : matrix.counts().get(i)) {
        row.add(Html.element("td", Html.text(count == 0 ? "" : Long.toString(count))));
      }
      rows.add(Html.element("tr", row));
    }
    return ScrollBox.around(
        matrix.title(),
        Html.element(
                "table",
                Html.element("caption", Html.text(matrix.title())),
                Html.element("thead", Html.element("tr", head)),
                Html.element("tbody", rows))
            .with("class", "matrix"));
  }
}
