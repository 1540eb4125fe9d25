package graft.page;

import java.util.List;
import java.util.Optional;

/**
 * Small pictures in rows.
 *
 * @param title what is shown
 * @param width of each picture on the page, in pixels; its height follows
 * @param tiles in order
 */
public record Tiles(String title, int width, List<Tile> tiles) implements Part {
  /** Tiles are copied. */
  public Tiles {
    tiles = List.copyOf(tiles);
  }

  /**
   * One of them.
   *
   * @param picture what is seen
   * @param description for those who do not see it
   * @param caption lines below it; may be none
   * @param mark a number of a group that it belongs to, shown as a coloured and numbered border
   */
  public record Tile(
      Picture picture, String description, List<String> caption, Optional<Integer> mark) {
    /** The caption is copied. */
    public Tile {
      caption = List.copyOf(caption);
    }
  }

  @Override
  public Html html() {
    return TilesPicture.html(this);
  }
}
