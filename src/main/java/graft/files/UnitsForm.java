package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How many units an op has: a number, or {@code classes} for as many as the data has classes, which
 * is read as 1 until the data tells ({@link NetworkDraft}).
 */
final class UnitsForm implements Form<Integer> {
  static final String CLASSES = "classes";

  private static final ScalarForm<Integer> NUMBER = ScalarForm.whole(1);

  /** Whether the data is to tell. */
  static boolean areClasses(Place place) {
    return place.scalar().filter(scalar -> scalar.text().equals(CLASSES)).isPresent();
  }

  @Override
  public Integer read(Place place) {
    if (areClasses(place)) {
      return 1;
    }
    if (!NUMBER.accepts(place)) {
      throw place.unlike("a whole number, 1 or more, or 'classes' for as many as the data has");
    }
    return NUMBER.read(place);
  }

  @Override
  public JsonNode write(Integer units) {
    return NUMBER.write(units);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode either = schema.putArray("oneOf");
    either.add(NUMBER.schema());
    either.addObject().put("const", CLASSES);
    return schema;
  }
}
