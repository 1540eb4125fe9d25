package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a document says, with where each part stands; no meaning is given to it yet. */
sealed interface Tree {
  /** Where it begins; nothing for a tree that was not read from text. */
  Optional<Position> position();

  /**
   * A value without parts.
   *
   * @param text as it stands there, without quotes
   * @param quoted whether quotes say that it is text; else it may be a number
   */
  record Scalar(String text, boolean quoted, Optional<Position> position) implements Tree {}

  /** A list. */
  record Sequence(List<Tree> items, Optional<Position> position) implements Tree {}

  /** Keys with values, in the document's order. */
  record Mapping(Map<String, Entry> entries, Optional<Position> position) implements Tree {}

  /**
   * What belongs to a key.
   *
   * @param key where the key stands
   */
  record Entry(Optional<Position> key, Tree value) {}

  /** A tree of Jackson's. */
  static Tree of(JsonNode node) {
    if (node.isArray()) {
      List<Tree> items = new ArrayList<>();
      node.forEach(item -> items.add(of(item)));
      return new Sequence(items, Optional.empty());
    }
    if (node.isObject()) {
      Map<String, Entry> entries = new LinkedHashMap<>();
      node.properties()
          .forEach(
              property ->
                  entries.put(
                      property.getKey(), new Entry(Optional.empty(), of(property.getValue()))));
      return new Mapping(entries, Optional.empty());
    }
    return new Scalar(node.asText(), node.isTextual(), Optional.empty());
  }
}
