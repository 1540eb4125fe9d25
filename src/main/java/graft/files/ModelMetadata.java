package graft.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a model's file says besides its tensors: strings by key, since {@code __metadata__} holds
 * nothing else; most are JSON texts.
 */
final class ModelMetadata {
  private static final String FORMAT = "format";
  private static final String SCHEMA = "schema";
  private static final String NETWORK = "network";
  private static final String LAYOUT = "layout";
  private static final String PREPROCESSING = "preprocessing";
  private static final String CLASSES = "classes";
  private static final String LINEAGE = "lineage";

  /** Graft's own keys; all others are notes. */
  static final Set<String> KEYS =
      Set.of(FORMAT, SCHEMA, NETWORK, LAYOUT, PREPROCESSING, CLASSES, LINEAGE);

  /** Raised whenever a reader of an older file would misread a newer one. */
  private static final String CURRENT_SCHEMA = "1";

  private static final Form<List<String>> NAMES =
      new ListForm<>(ScalarForm.name(), "a list of the classes' names");
  private static final Form<Map<String, String>> LAYOUTS =
      new MapForm<>(ScalarForm.name(), "layouts by the tensors' names");
  private static final Form<Preprocessing> PREPROCESSINGS = PreprocessingForm.form();

  private final Path file;
  private final Map<String, String> strings;

  /**
   * That of a file.
   *
   * @param file for messages
   */
  ModelMetadata(Path file, Map<String, String> strings) {
    this.file = file;
    this.strings = strings;
  }

  /** A model's strings, in the order in which they are written. */
  static Map<String, String> of(ModelFile model) {
    NetworkSpec spec = model.model().spec();
    Map<String, String> strings = new LinkedHashMap<>();
    strings.put(FORMAT, "graft");
    strings.put(SCHEMA, CURRENT_SCHEMA);
    strings.put(NETWORK, JsonText.write(NetworkJson.write(spec)));
    strings.put(LAYOUT, JsonText.write(LAYOUTS.write(layouts(spec))));
    strings.putAll(description(model));
    return strings;
  }

  /** Those that neither the network nor its tensors follow from. */
  static Map<String, String> description(ModelFile model) {
    Map<String, String> strings = new LinkedHashMap<>();
    strings.put(PREPROCESSING, JsonText.write(PREPROCESSINGS.write(model.preprocessing())));
    strings.put(CLASSES, JsonText.write(NAMES.write(model.classNames())));
    strings.put(LINEAGE, JsonText.write(LineageJson.write(model.lineage())));
    strings.putAll(model.notes());
    return strings;
  }

  private static Map<String, String> layouts(NetworkSpec spec) {
    Map<String, String> layouts = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      layouts.put(parameter.name(), Layout.of(parameter.parameter()));
    }
    return layouts;
  }

  /**
   * The network.
   *
   * @throws FileFormatException if there is none, a later Graft wrote it, or its tensors lie
   *     otherwise than here
   */
  NetworkSpec network() throws FileFormatException {
    if (!strings.containsKey(NETWORK)) {
      throw FileFormatException.of(
          file,
          "tensors and no network, so that Graft did not write it",
          "a model that Graft wrote (a network file beside it can say what its tensors belong to)");
    }
    String schema = strings.getOrDefault(SCHEMA, "none");
    if (!schema.equals(CURRENT_SCHEMA)) {
      throw FileFormatException.of(
          file,
          "schema " + schema,
          "schema " + CURRENT_SCHEMA + " (a file of a later Graft needs a later Graft)");
    }
    NetworkSpec spec = require(NETWORK, NetworkJson::read);
    requireLayouts(spec);
    return spec;
  }

  /** A file that says nothing of a tensor's layout has Graft's. */
  private void requireLayouts(NetworkSpec spec) throws FileFormatException {
    Map<String, String> found = find(LAYOUT, LAYOUTS::read).orElse(Map.of());
    for (Map.Entry<String, String> layout : layouts(spec).entrySet()) {
      String other = found.getOrDefault(layout.getKey(), layout.getValue());
      if (!other.equals(layout.getValue())) {
        throw FileFormatException.of(
            file,
            "tensor '%s' in the layout %s".formatted(layout.getKey(), other),
            layout.getValue());
      }
    }
  }

  Preprocessing preprocessing() throws FileFormatException {
    return require(PREPROCESSING, PREPROCESSINGS::read);
  }

  List<String> classNames() throws FileFormatException {
    return require(
        CLASSES,
        place -> place.isList() && place.items("").isEmpty() ? List.of() : NAMES.read(place));
  }

  Lineage lineage() throws FileFormatException {
    return find(LINEAGE, LineageJson::read).orElse(Lineage.UNKNOWN);
  }

  /** What is none of Graft's own. */
  Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>(strings);
    notes.keySet().removeAll(KEYS);
    return notes;
  }

  private <T> T require(String key, Function<Place, T> reader) throws FileFormatException {
    return find(key, reader)
        .orElseThrow(
            () ->
                FileFormatException.of(
                    file, "no '" + key + "' in its metadata", "a model that Graft wrote"));
  }

  /** What stands under a key as JSON, if there is one. */
  private <T> Optional<T> find(String key, Function<Place, T> reader) throws FileFormatException {
    String text = strings.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(reader.apply(Place.of(source(key), JsonText.read(text))));
    } catch (JsonProcessingException e) {
      throw FileFormatException.of(
          file,
          "'%s' in its metadata as no JSON (%s)".formatted(key, JsonText.problem(e)),
          "JSON, each key once");
    } catch (MistakeException e) {
      throw new FileFormatException(String.valueOf(e.getMessage()));
    }
  }

  private String source(String key) {
    return file + ": '" + key + "' in its metadata";
  }
}
