package graft.files;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Keys that are not known beforehand, with values of one kind.
 *
 * @param value how each value stands there
 * @param expected "checksums by file name"
 */
record MapForm<T>(Form<T> value, String expected) implements Form<Map<String, T>> {
  @Override
  public Map<String, T> read(Place place) {
    Map<String, T> values = new LinkedHashMap<>();
    for (String key : place.keys(expected)) {
      values.put(key, value.read(place.require(key, expected)));
    }
    return values;
  }

  @Override
  public ObjectNode write(Map<String, T> values) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    values.forEach((key, each) -> object.set(key, value.write(each)));
    return object;
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
    schema.set("additionalProperties", value.schema());
    return schema;
  }
}
