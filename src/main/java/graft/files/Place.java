package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A part of a document, with the keys that lead to it: what a {@link Form} reads from. */
public final class Place {
  private static final int LONGEST = 40;

  private final String source;
  private final String path;
  private final Tree tree;

  private Place(String source, String path, Tree tree) {
    this.source = source;
    this.path = path;
    this.tree = tree;
  }

  /**
   * The whole of a document.
   *
   * @param source what mistakes name: the file
   */
  static Place of(String source, Tree tree) {
    return new Place(source, "", tree);
  }

  /**
   * The whole of a tree that is already read.
   *
   * @param source what mistakes name: the file that it comes from
   */
  public static Place of(String source, JsonNode tree) {
    return of(source, Tree.of(tree));
  }

  /** The text of what has no parts; nothing for a list or keys. */
  Optional<Tree.Scalar> scalar() {
    return tree instanceof Tree.Scalar scalar ? Optional.of(scalar) : Optional.empty();
  }

  /** Whether it is a list. */
  boolean isList() {
    return tree instanceof Tree.Sequence;
  }

  /**
   * The items of a list.
   *
   * @param expected what it should be, for the sentence where it is none
   * @throws MistakeException if it is no list
   */
  public List<Place> items(String expected) {
    if (!(tree instanceof Tree.Sequence sequence)) {
      throw unlike(expected);
    }
    List<Place> items = new ArrayList<>();
    for (Tree item : sequence.items()) {
      items.add(new Place(source, path + "[" + items.size() + "]", item));
    }
    return items;
  }

  /**
   * The keys, in order.
   *
   * @param expected what it should be, for the sentence where it has none
   * @throws MistakeException if it is no set of keys with values
   */
  public Set<String> keys(String expected) {
    if (!(tree instanceof Tree.Mapping mapping)) {
      throw unlike(expected);
    }
    return mapping.entries().keySet();
  }

  /** What belongs to a key, if it is there. */
  public Optional<Place> find(String key) {
    return entry(key).map(entry -> new Place(source, pathOf(key), entry.value()));
  }

  /**
   * What belongs to a key that has to be there.
   *
   * @param meaning of the key
   * @throws MistakeException if it is not
   */
  public Place require(String key, String meaning) {
    return find(key).orElseThrow(() -> lacks(key, meaning));
  }

  /** A key is not there that has to be. */
  MistakeException lacks(String key, String meaning) {
    return mistake("has no key '%s'; expected one with %s".formatted(key, meaning));
  }

  /**
   * Refuses what has other keys.
   *
   * @throws MistakeException if it has, or has no keys at all
   */
  void requireKeys(List<String> possible) {
    for (String key : keys("keys with values: " + String.join(", ", possible))) {
      if (!possible.contains(key)) {
        Optional<Position> position = entry(key).flatMap(Tree.Entry::key);
        String has = named() + " has a key " + quoted(key);
        throw mistake(position, has + NearName.expected(key, possible));
      }
    }
  }

  private Optional<Tree.Entry> entry(String key) {
    return tree instanceof Tree.Mapping mapping
        ? Optional.ofNullable(mapping.entries().get(key))
        : Optional.empty();
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** What stands here is of another kind than expected, or out of range. */
  MistakeException unlike(String expected) {
    return mistake("is " + found() + "; expected " + expected);
  }

  /**
   * Something is wrong here.
   *
   * @param what goes on from the name of this place: "is 3; expected 4"
   */
  public MistakeException mistake(String what) {
    return mistake(tree.position(), named() + " " + what);
  }

  /** The same where something else found out. */
  MistakeException mistake(String what, Throwable cause) {
    return new MistakeException(at(tree.position()) + named() + ": " + what, cause);
  }

  private MistakeException mistake(Optional<Position> position, String sentence) {
    return new MistakeException(at(position) + sentence);
  }

  private String at(Optional<Position> position) {
    return source + position.map(p -> ":" + p.line() + ":" + p.column()).orElse("") + ": ";
  }

  /** The keys that lead here: {@code network.nodes[2].filters}. */
  String path() {
    return path;
  }

  private String named() {
    return path.isEmpty() ? "the document" : path;
  }

  private String found() {
    if (tree instanceof Tree.Scalar scalar) {
      String text = (scalar.quoted() ? "the text " : "") + quoted(scalar.text());
      return scalar.text().isEmpty() && !scalar.quoted() ? "empty" : text;
    }
    if (tree instanceof Tree.Sequence sequence) {
      int size = sequence.items().size();
      return size == 0 ? "an empty list" : "a list of " + size;
    }
    Set<String> keys = ((Tree.Mapping) tree).entries().keySet();
    return keys.isEmpty() ? "without any key" : "a mapping with the key " + quoted(first(keys));
  }

  private static String first(Set<String> keys) {
    return keys.iterator().next();
  }

  /** In quotes, on one line, and not too long. */
  static String quoted(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return "'" + (line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line) + "'";
  }

  @Override
  public String toString() {
    return at(tree.position()) + named();
  }
}
