package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;

/**
 * One key of an {@link ObjectForm}.
 *
 * @param <T> what has it
 * @param <V> what belongs to it
 */
public final class Key<T, V> {
  private final String name;
  private final String meaning;
  private final Function<Place, V> read;
  private final Function<T, Optional<JsonNode>> write;
  private final ObjectNode schema;
  private final Optional<V> absent;

  private Key(
      String name,
      String meaning,
      Function<Place, V> read,
      Function<T, Optional<JsonNode>> write,
      ObjectNode schema,
      Optional<V> absent) {
    this.name = name;
    this.meaning = meaning;
    this.read = read;
    this.write = write;
    this.schema = schema;
    this.absent = absent;
  }

  /**
   * A key that has to be there.
   *
   * @param meaning a line for who writes the file
   */
  public static <T, V> Key<T, V> required(
      String name, Form<V> form, Function<T, V> value, String meaning) {
    return new Key<>(
        name,
        meaning,
        form::read,
        object -> Optional.of(form.write(value.apply(object))),
        form.schema(),
        Optional.empty());
  }

  /**
   * A key that means something if it is not there, too.
   *
   * @param meaning a line for who writes the file
   */
  public static <T, V> Key<T, V> withDefault(
      String name, Form<V> form, V otherwise, Function<T, V> value, String meaning) {
    ObjectNode schema = form.schema();
    schema.set("default", form.write(otherwise));
    return new Key<>(
        name,
        meaning,
        form::read,
        object -> Optional.of(form.write(value.apply(object))),
        schema,
        Optional.of(otherwise));
  }

  /**
   * A key that may be left out.
   *
   * @param meaning a line for who writes the file
   */
  public static <T, V> Key<T, Optional<V>> optional(
      String name, Form<V> form, Function<T, Optional<V>> value, String meaning) {
    return new Key<>(
        name,
        meaning,
        place -> Optional.of(form.read(place)),
        object -> value.apply(object).map(form::write),
        form.schema(),
        Optional.of(Optional.empty()));
  }

  /** Its name. */
  public String name() {
    return name;
  }

  boolean isRequired() {
    return absent.isEmpty();
  }

  V read(Place object) {
    return object
        .find(name)
        .map(read)
        .or(() -> absent)
        .orElseThrow(() -> object.lacks(name, meaning));
  }

  Optional<JsonNode> write(T object) {
    return write.apply(object);
  }

  /** The schema of its value. */
  ObjectNode schema() {
    return schema.deepCopy().put("description", meaning);
  }
}
