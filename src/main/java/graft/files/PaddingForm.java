package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.model.Padding;
import java.util.List;
import java.util.Locale;

/** {@code same}, {@code valid}, the same number on all sides, or four numbers. */
final class PaddingForm implements Form<Padding> {
  private static final String EXPECTED =
      "'same', 'valid', a number of pixels, or a list of four: [top, bottom, left, right]";
  private static final int SIDES = 4;
  private static final ScalarForm<Integer> PIXELS = ScalarForm.whole(0);

  @Override
  public Padding read(Place place) {
    if (place.isList()) {
      List<Place> sides = place.items(EXPECTED);
      if (sides.size() != SIDES) {
        throw place.unlike(EXPECTED);
      }
      List<Integer> pixels = sides.stream().map(PIXELS::read).toList();
      return Padding.explicit(pixels.get(0), pixels.get(1), pixels.get(2), pixels.get(3));
    }
    if (PIXELS.accepts(place)) {
      return Padding.all(PIXELS.read(place));
    }
    for (Padding.Rule rule : Padding.Rule.values()) {
      if (place.scalar().filter(scalar -> scalar.text().equals(word(rule))).isPresent()) {
        return rule;
      }
    }
    throw place.unlike(EXPECTED);
  }

  private static String word(Padding.Rule rule) {
    return rule.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public JsonNode write(Padding padding) {
    if (padding instanceof Padding.Rule rule) {
      return JsonNodeFactory.instance.textNode(word(rule));
    }
    Padding.Explicit pixels = (Padding.Explicit) padding;
    if (pixels.isEven()) {
      return JsonNodeFactory.instance.numberNode(pixels.top());
    }
    ArrayNode sides = JsonNodeFactory.instance.arrayNode();
    return sides.add(pixels.top()).add(pixels.bottom()).add(pixels.left()).add(pixels.right());
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode either = schema.putArray("oneOf");
    ArrayNode words = either.addObject().putArray("enum");
    for (Padding.Rule rule : Padding.Rule.values()) {
      words.add(word(rule));
    }
    either.add(PIXELS.schema());
    ObjectNode sides = either.addObject().put("type", "array");
    sides.set("items", PIXELS.schema());
    sides.put("minItems", SIDES).put("maxItems", SIDES);
    return schema;
  }
}
