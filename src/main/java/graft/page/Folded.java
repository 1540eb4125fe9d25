package graft.page;

import java.util.List;

/**
 * What a reader opens if it matters.
 *
 * @param summary the line that is always seen
 * @param open whether it is open at first
 * @param parts what is folded away
 */
public record Folded(String summary, boolean open, List<Part> parts) implements Part {
  /** Parts are copied. */
  public Folded {
    parts = List.copyOf(parts);
  }

  /** Parts that are closed at first. */
  public static Folded of(String summary, Part... parts) {
    return new Folded(summary, false, List.of(parts));
  }

  @Override
  public Html html() {
    Html details =
        Html.element(
            "details",
            Html.element("summary", Html.text(summary)),
            Html.element("div", parts).with("class", "folded"));
    return open ? details.with("open", "") : details;
  }
}
