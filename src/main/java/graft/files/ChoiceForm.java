package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One of several kinds of a thing, by name: {@code {sgd: {rate: 0.1}}}, or the name alone where all
 * that belongs to it can be left out: {@code cosine}.
 *
 * @param <T> the thing
 */
public final class ChoiceForm<T> implements Form<T> {
  /** What is written for a kind that only a program can make, as a lambda. */
  private static final String CODE = "code";

  private final List<Choice<? extends T>> choices;

  /**
   * A form.
   *
   * @param choices one or more, of different names and kinds
   */
  public ChoiceForm(List<Choice<? extends T>> choices) {
    this.choices = List.copyOf(choices);
  }

  /**
   * One of them.
   *
   * @param name in files
   * @param kind its class
   * @param form what belongs to it
   */
  public record Choice<O>(String name, Class<O> kind, ObjectForm<O> form) {
    private JsonNode write(Object value) {
      ObjectNode written = form.write(kind.cast(value));
      ObjectNode named = JsonNodeFactory.instance.objectNode();
      return form.names().isEmpty()
          ? JsonNodeFactory.instance.textNode(name)
          : named.set(name, written);
    }
  }

  @Override
  public T read(Place place) {
    List<String> names = choices.stream().map(Choice::name).toList();
    if (place.scalar().isPresent()) {
      String name = ScalarForm.name().read(place);
      if (name.equals(CODE)) {
        throw place.mistake(
            "is 'code', which stands for what a program made of its own; expected one of "
                + String.join(", ", names));
      }
      return alone(choice(place, name, names), place);
    }
    place.requireKeys(names);
    Set<String> found = place.keys("one of " + String.join(", ", names));
    if (found.size() != 1) {
      throw place.mistake(
          "has %s; expected exactly one of %s"
              .formatted(
                  found.isEmpty() ? "no key" : "the keys " + String.join(", ", found),
                  String.join(", ", names)));
    }
    String name = found.iterator().next();
    return choice(place, name, names).form().read(place.require(name, ""));
  }

  private Choice<? extends T> choice(Place place, String name, List<String> names) {
    return choices.stream()
        .filter(choice -> choice.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> place.mistake("is " + Place.quoted(name) + NearName.expected(name, names)));
  }

  private static <O> O alone(Choice<O> choice, Place place) {
    if (!choice.form().isOptional()) {
      String needed =
          choice.form().required().stream()
              .map(key -> key + ": ...")
              .collect(Collectors.joining(", "));
      throw place.mistake(
          "is '%s' alone; expected {%s: {%s}}".formatted(choice.name(), choice.name(), needed));
    }
    return choice.form().read(place.withoutKeys());
  }

  @Override
  public JsonNode write(T value) {
    for (Choice<? extends T> choice : choices) {
      if (choice.kind().isInstance(value)) {
        return choice.write(value);
      }
    }
    return JsonNodeFactory.instance.textNode(CODE);
  }

  @Override
  public ObjectNode schema() {
    ObjectNode object = JsonNodeFactory.instance.objectNode().put("type", "object");
    ObjectNode properties = object.putObject("properties");
    ArrayNode alone = JsonNodeFactory.instance.arrayNode();
    for (Choice<? extends T> choice : choices) {
      properties.set(choice.name(), choice.form().schema());
      if (choice.form().isOptional()) {
        alone.add(choice.name());
      }
    }
    object.put("minProperties", 1).put("maxProperties", 1).put("additionalProperties", false);
    if (alone.isEmpty()) {
      return object;
    }
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    ArrayNode either = schema.putArray("oneOf");
    either.addObject().set("enum", alone);
    either.add(object);
    return schema;
  }
}
