package graft.page;

/** Where what is too wide for a phone scrolls by itself, also by the keyboard. */
final class ScrollBox {
  private ScrollBox() {}

  static Html around(String title, Part content) {
    return Html.element("div", content)
        .with("class", "scroll")
        .with("tabindex", "0")
        .with("role", "region")
        .with("aria-label", title);
  }
}
