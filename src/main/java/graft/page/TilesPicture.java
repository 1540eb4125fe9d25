package graft.page;

import java.util.ArrayList;
import java.util.List;

/** Small pictures in rows, as a list. */
final class TilesPicture {
  private TilesPicture() {}

  static Html html(Tiles tiles) {
    return Html.element(
            "ul", tiles.tiles().stream().map(tile -> item(tile, tiles.width())).toList())
        .with("class", "tiles")
        .with("aria-label", tiles.title());
  }

  private static Html item(Tiles.Tile tile, int width) {
    List<Html> parts = new ArrayList<>();
    List<Html> frame = new ArrayList<>();
    frame.add(
        Html.empty("img")
            .with("src", tile.picture().uri())
            .with("alt", tile.description())
            .with("width", Integer.toString(width)));
    tile.mark().ifPresent(mark -> frame.add(Html.element("b", Html.text(Integer.toString(mark)))));
    parts.add(Html.element("span", frame).with("class", "frame"));
    for (String line : tile.caption()) {
      parts.add(Html.element("span", Html.text(line)));
    }
    Html item = Html.element("li", parts);
    return tile.mark().isPresent()
        ? item.with("class", "marked " + SvgCanvas.slot(tile.mark().get()))
        : item;
  }
}
