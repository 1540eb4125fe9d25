package graft.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.fetch.AtomicFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Trees as JSON for others to read. JSON has no NaN and no infinity (RFC 8259, section 6), and
 * Jackson writes them as texts: here they are null.
 */
public final class FiniteJson {
  private FiniteJson() {}

  /** Made when it is needed, since making one takes a while. */
  private static final class Writing {
    static final ObjectMapper MAPPER =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  }

  /** The same tree, null where a number is NaN or infinite. */
  private static JsonNode of(JsonNode tree) {
    if (tree instanceof ObjectNode object) {
      ObjectNode finite = object.objectNode();
      object.properties().forEach(entry -> finite.set(entry.getKey(), of(entry.getValue())));
      return finite;
    }
    if (tree instanceof ArrayNode array) {
      ArrayNode finite = array.arrayNode(array.size());
      array.forEach(item -> finite.add(of(item)));
      return finite;
    }
    boolean unsayable = tree.isFloatingPointNumber() && !Double.isFinite(tree.doubleValue());
    return unsayable ? NullNode.instance : tree;
  }

  /** In lines, for a person and for programs. */
  public static String text(JsonNode tree) {
    return of(tree).toPrettyString();
  }

  /** In one line. */
  public static String line(JsonNode tree) {
    return of(tree).toString();
  }

  /**
   * Writes a file, in place of what is there.
   *
   * @throws IOException if that fails; what was there before stays whole
   */
  public static void write(Path file, JsonNode tree) throws IOException {
    AtomicFile.write(file, Writing.MAPPER.writeValueAsBytes(of(tree)));
  }
}
