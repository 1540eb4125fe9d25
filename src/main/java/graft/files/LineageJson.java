package graft.files;

import com.fasterxml.jackson.databind.JsonNode;

/** What made a model, as JSON: as {@code lineage} in a model's file says it. */
public final class LineageJson {
  private LineageJson() {}

  /** A lineage as a tree; what is empty or not known is left out. */
  public static JsonNode write(Lineage lineage) {
    return LineageForm.form().write(lineage);
  }
}
