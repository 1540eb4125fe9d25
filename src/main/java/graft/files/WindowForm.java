package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Rows and columns of a window: two numbers, or one where they are alike. */
final class WindowForm implements Form<List<Integer>> {
  private static final String EXPECTED = "a whole number, 1 or more, or [rows, columns]";
  private static final ScalarForm<Integer> EXTENT = ScalarForm.whole(1);

  @Override
  public List<Integer> read(Place place) {
    if (!place.isList()) {
      if (!EXTENT.accepts(place)) {
        throw place.unlike(EXPECTED);
      }
      int both = EXTENT.read(place);
      return List.of(both, both);
    }
    List<Integer> extents = place.items(EXPECTED).stream().map(EXTENT::read).toList();
    if (extents.size() != 2) {
      throw place.unlike(EXPECTED);
    }
    return extents;
  }

  @Override
  public JsonNode write(List<Integer> window) {
    int rows = window.get(0);
    int columns = window.get(1);
    ArrayNode both = JsonNodeFactory.instance.arrayNode();
    return rows == columns
        ? JsonNodeFactory.instance.numberNode(rows)
        : both.add(rows).add(columns);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode either = schema.putArray("oneOf");
    either.add(EXTENT.schema());
    ObjectNode both = either.addObject().put("type", "array");
    both.set("items", EXTENT.schema());
    both.put("minItems", 2).put("maxItems", 2);
    return schema;
  }
}
