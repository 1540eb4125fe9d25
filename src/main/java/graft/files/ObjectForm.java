package graft.files;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Values that stand in a file as keys with values, in any order.
 *
 * @param <T> the values
 */
public final class ObjectForm<T> implements Form<T> {
  private final String meaning;
  private final List<Key<T, ?>> keys;
  private final Function<Values, T> make;

  /**
   * A form.
   *
   * @param meaning a line for who writes the file
   * @param keys in the order in which they are written
   * @param make a value of what belongs to the keys; an {@link IllegalArgumentException} becomes a
   *     mistake at the place that is read
   */
  public ObjectForm(String meaning, List<Key<T, ?>> keys, Function<Values, T> make) {
    this.meaning = meaning;
    this.keys = List.copyOf(keys);
    this.make = make;
  }

  /** What belongs to the keys, read or by default. */
  public static final class Values {
    private final Map<Key<?, ?>, Object> values = new HashMap<>();

    private Values() {}

    /** What belongs to one of the form's keys. */
    @SuppressWarnings("unchecked") // put by that key alone
    public <V> V get(Key<?, V> key) {
      Object value = values.get(key);
      if (value == null) {
        throw new IllegalStateException("the form has no key '" + key.name() + "'");
      }
      return (V) value;
    }
  }

  /** The keys' names. */
  public List<String> names() {
    return keys.stream().map(Key::name).toList();
  }

  /** The keys that have to be there. */
  List<String> required() {
    return keys.stream().filter(Key::isRequired).map(Key::name).toList();
  }

  /** Whether no key has to be there. */
  boolean isOptional() {
    return required().isEmpty();
  }

  @Override
  public T read(Place place) {
    return read(place, List.of());
  }

  /**
   * Reads it where others have keys, too.
   *
   * @param others keys that are left to them
   */
  T read(Place place, List<String> others) {
    List<String> possible = new ArrayList<>(others);
    possible.addAll(names());
    place.requireKeys(possible);
    Values values = new Values();
    keys.forEach(key -> values.values.put(key, key.read(place)));
    try {
      return make.apply(values);
    } catch (MistakeException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw place.mistake(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public ObjectNode write(T value) {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    keys.forEach(key -> key.write(value).ifPresent(node -> object.set(key.name(), node)));
    return object;
  }

  @Override
  public ObjectNode schema() {
    ObjectNode schema = JsonNodeFactory.instance.objectNode();
    schema.put("description", meaning).put("type", "object");
    ObjectNode properties = schema.putObject("properties");
    keys.forEach(key -> properties.set(key.name(), key.schema()));
    if (!isOptional()) {
      ArrayNode required = schema.putArray("required");
      required().forEach(required::add);
    }
    return schema.put("additionalProperties", false);
  }
}
