package graft.files;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Trees as JSON in one line, and back. */
public final class JsonText {
  private static final JsonFactory TOKENS = new JsonFactory();
  private static final Pattern SOURCE = Pattern.compile(" \\(start marker at \\[.*\\]\\)");

  private JsonText() {}

  /** Made when it is needed: that alone takes longer than writing a model's tensors. */
  private static final class Reading {
    static final JsonMapper MAPPER =
        JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  static String write(JsonNode tree) {
    StringWriter text = new StringWriter();
    try (JsonParser tokens = tree.traverse();
        JsonGenerator out = TOKENS.createGenerator(text)) {
      tokens.nextToken();
      out.copyCurrentStructure(tokens);
    } catch (IOException e) {
      throw new AssertionError("a tree can be written to memory", e);
    }
    return text.toString();
  }

  /**
   * The tree of a text.
   *
   * @throws JsonProcessingException if it is no JSON, has a key twice, or goes on behind it
   */
  static JsonNode read(String text) throws JsonProcessingException {
    return Reading.MAPPER.readTree(text);
  }

  /**
   * The tree of a file's bytes, which are UTF-8 (RFC 8259, section 8.1): Jackson would guess.
   *
   * @throws JacksonException if they are no JSON, have a key twice, or go on behind it
   * @throws CharacterCodingException if they are no UTF-8
   */
  public static JsonNode read(byte[] utf8) throws JacksonException, CharacterCodingException {
    return read(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
  }

  /** What is wrong with a text, in words for people: without Jackson's note on where it read it. */
  public static String problem(JacksonException e) {
    String first = e.getOriginalMessage().lines().findFirst().orElse("");
    return SOURCE.matcher(first).replaceAll("");
  }
}
