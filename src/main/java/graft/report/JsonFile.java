package graft.report;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.FileFormatException;
import graft.files.JsonText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** The JSON files of a run's folder. */
final class JsonFile {
  private static final String SCHEMA = "schema";
  private static final int KNOWN_SCHEMA = 1;

  private JsonFile() {}

  /**
   * What a file says. Keys whose value is null are left out: writers use null for numbers that are
   * not finite.
   *
   * @throws FileFormatException if it is no JSON object of the schema that is known here
   * @throws IOException if it cannot be read
   */
  static ObjectNode read(Path file) throws IOException {
    String expected = "the JSON that graft train and graft experiment write";
    JsonNode tree;
    try {
      tree = JsonText.read(Files.readAllBytes(file));
    } catch (JacksonException e) {
      throw FileFormatException.of(
          file,
          String.format(
              Locale.ROOT,
              "no JSON (%s, line %d)",
              JsonText.problem(e),
              e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          expected);
    } catch (CharacterCodingException e) {
      throw FileFormatException.of(file, "text that is not UTF-8", expected);
    }
    if (!(tree instanceof ObjectNode object)) {
      String found = tree.isMissingNode() ? "nothing in it" : "JSON that is no object";
      throw FileFormatException.of(file, found, "an object with the key " + SCHEMA);
    }
    JsonNode schema = object.path(SCHEMA);
    if (schema.asInt(0) != KNOWN_SCHEMA) {
      throw FileFormatException.of(
          file,
          schema.isMissingNode() ? "no key 'schema'" : "schema " + schema,
          String.format(
              Locale.ROOT,
              "schema %d (a file of a later Graft needs a later Graft)",
              KNOWN_SCHEMA));
    }
    dropNulls(object);
    return object;
  }

  private static void dropNulls(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      object.properties().removeIf(property -> property.getValue().isNull());
    }
    tree.forEach(JsonFile::dropNulls);
  }
}
