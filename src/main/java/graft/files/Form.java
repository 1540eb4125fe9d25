package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How values of a type stand in a file. The form decides what a text means, not the text's looks:
 * {@code 1e-3} is a number where a number is expected, {@code no} a name where a name is.
 *
 * @param <T> the type
 */
public interface Form<T> {
  /**
   * The value that stands at a place.
   *
   * @throws MistakeException if it is not such a value
   */
  T read(Place place);

  /** A value as {@link #read} takes it, everything said that a default would say. */
  JsonNode write(T value);

  /** What {@link #read} takes, as a JSON schema (draft 7). */
  ObjectNode schema();
}
