package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * Values without parts: numbers, texts, true and false. Numbers are those of YAML's core schema
 * (YAML 1.2.2, section 10.3.2) but for its octal, hexadecimal, infinite and undefined ones.
 *
 * @param <T> the values
 */
public final class ScalarForm<T> implements Form<T> {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]{1,19}");
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");

  private final String expected;
  private final Function<Tree.Scalar, Optional<T>> parse;
  private final Function<T, JsonNode> write;
  private final ObjectNode schema;

  private ScalarForm(
      String expected,
      Function<Tree.Scalar, Optional<T>> parse,
      Function<T, JsonNode> write,
      ObjectNode schema) {
    this.expected = expected;
    this.parse = parse;
    this.write = write;
    this.schema = schema;
  }

  /** Whole numbers of 32 bits, so large or larger. */
  public static ScalarForm<Integer> whole(int least) {
    return new ScalarForm<>(
        "a whole number, " + least + " or more",
        scalar ->
            wholeOf(scalar)
                .filter(number -> number >= least && number <= Integer.MAX_VALUE)
                .map(Long::intValue),
        JSON::numberNode,
        typed("integer").put("minimum", least));
  }

  /** Whole numbers of 64 bits. */
  public static ScalarForm<Long> seed() {
    return new ScalarForm<>(
        "a whole number of at most 64 bits",
        ScalarForm::wholeOf,
        JSON::numberNode,
        typed("integer"));
  }

  private static Optional<Long> wholeOf(Tree.Scalar scalar) {
    if (scalar.quoted() || !WHOLE.matcher(scalar.text()).matches()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Long.parseLong(scalar.text()));
    } catch (NumberFormatException tooLarge) {
      return Optional.empty();
    }
  }

  /** Numbers, in double precision. */
  public static ScalarForm<Double> number(Range range) {
    return new ScalarForm<>(
        range.words(),
        scalar -> numberOf(scalar).map(Double::parseDouble).filter(range::contains),
        JSON::numberNode,
        numbers(range));
  }

  /** Numbers, in single precision. */
  public static ScalarForm<Float> singleNumber(Range range) {
    return new ScalarForm<>(
        range.words(),
        scalar -> numberOf(scalar).map(Float::parseFloat).filter(range::contains),
        JSON::numberNode,
        numbers(range));
  }

  private static Optional<String> numberOf(Tree.Scalar scalar) {
    return !scalar.quoted() && NUMBER.matcher(scalar.text()).matches()
        ? Optional.of(scalar.text())
        : Optional.empty();
  }

  private static ObjectNode numbers(Range range) {
    ObjectNode schema = typed("number");
    range.addTo(schema);
    return schema;
  }

  /** {@code true} or {@code false}. */
  public static ScalarForm<Boolean> truth() {
    return new ScalarForm<>(
        "true or false",
        scalar ->
            switch (scalar.quoted() ? "" : scalar.text()) {
              case "true" -> Optional.of(true);
              case "false" -> Optional.of(false);
              default -> Optional.empty();
            },
        JSON::booleanNode,
        typed("boolean"));
  }

  /** Any text but an empty one. */
  public static ScalarForm<String> name() {
    return new ScalarForm<>(
        "a name",
        scalar -> Optional.of(scalar.text()).filter(text -> !text.isBlank()),
        JSON::textNode,
        typed("string").put("minLength", 1));
  }

  private static ObjectNode typed(String type) {
    return JSON.objectNode().put("type", type);
  }

  /** Whether a place holds such a value. */
  boolean accepts(Place place) {
    return place.scalar().flatMap(parse).isPresent();
  }

  @Override
  public T read(Place place) {
    return place.scalar().flatMap(parse).orElseThrow(() -> place.unlike(expected));
  }

  @Override
  public JsonNode write(T value) {
    return write.apply(value);
  }

  @Override
  public ObjectNode schema() {
    return schema.deepCopy();
  }
}
