package graft.page;

import java.util.List;

/**
 * Parts beside each other where there is room, else below each other.
 *
 * @param parts in order
 */
public record SideBySide(List<Part> parts) implements Part {
  /** Parts are copied. */
  public SideBySide {
    parts = List.copyOf(parts);
  }

  /** Parts beside each other. */
  public static SideBySide of(Part... parts) {
    return new SideBySide(List.of(parts));
  }

  @Override
  public Html html() {
    return Html.element(
            "div",
            parts.stream().map(part -> Html.element("div", part).with("class", "side")).toList())
        .with("class", "side-by-side");
  }
}
