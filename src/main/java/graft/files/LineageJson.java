package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Lineages as JSON, as models' files tell them; what is empty or not known is left out. */
public final class LineageJson {
  private LineageJson() {}

  /** A lineage as a tree; {@link #read} gives an equal one. */
  public static ObjectNode write(Lineage lineage) {
    return LineageForm.form().write(lineage);
  }

  /**
   * The lineage that a tree tells. What a later Graft says beyond what this one knows is passed
   * over.
   *
   * @param source what mistakes name: the file that the tree comes from
   * @throws MistakeException if it is none; says where and why
   */
  public static Lineage read(JsonNode tree, String source) {
    return read(Place.of(source, tree));
  }

  /** The lineage that stands at a place. */
  static Lineage read(Place place) {
    return LineageForm.form().read(place, List.copyOf(place.keys("keys with values")));
  }
}
