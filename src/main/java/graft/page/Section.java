package graft.page;

import java.util.ArrayList;
import java.util.List;

/**
 * A section of a page.
 *
 * @param title its heading, which also names it in links
 * @param parts what stands in it, from top to bottom
 */
public record Section(String title, List<Part> parts) {
  /** Parts are copied. */
  public Section {
    parts = List.copyOf(parts);
  }

  /** A section. */
  public static Section of(String title, Part... parts) {
    return new Section(title, List.of(parts));
  }

  /** This section with another part at its end. */
  public Section and(Part part) {
    List<Part> all = new ArrayList<>(parts);
    all.add(part);
    return new Section(title, all);
  }
}
