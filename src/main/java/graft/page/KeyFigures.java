package graft.page;

import java.util.List;

/**
 * The few figures that a reader looks for first, in large type.
 *
 * @param figures in order
 */
public record KeyFigures(List<Figure> figures) implements Part {
  /** Figures are copied. */
  public KeyFigures {
    figures = List.copyOf(figures);
  }

  /**
   * One of them.
   *
   * @param name what it is of
   * @param value with its unit
   * @param note what makes sense of it; may be empty
   */
  public record Figure(String name, String value, String note) {}

  @Override
  public Html html() {
    return Html.element("dl", figures.stream().map(KeyFigures::html).toList())
        .with("class", "key-figures");
  }

  private static Html html(Figure figure) {
    Html name = Html.element("dt", Html.text(figure.name()));
    Html value = Html.element("dd", Html.text(figure.value())).with("class", "value");
    Html note = Html.element("dd", Html.text(figure.note())).with("class", "note");
    return figure.note().isEmpty()
        ? Html.element("div", name, value)
        : Html.element("div", name, value, note);
  }
}
