package graft.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Lists of one item or more.
 *
 * @param item how each item stands there
 * @param expected "a list of names"
 */
public record ListForm<T>(Form<T> item, String expected) implements Form<List<T>> {
  @Override
  public List<T> read(Place place) {
    List<Place> items = place.items(expected);
    if (items.isEmpty()) {
      throw place.unlike(expected);
    }
    return items.stream().map(item::read).toList();
  }

  @Override
  public ArrayNode write(List<T> values) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    values.forEach(value -> list.add(item.write(value)));
    return list;
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "array");
    schema.set("items", item.schema());
    return schema.put("minItems", 1);
  }
}
