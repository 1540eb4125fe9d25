package graft.files;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON of a safetensors file's header, read token by token so that nothing is guessed. */
final class HeaderJson {
  static final String METADATA = "__metadata__";
  private static final String DTYPE = "dtype";
  private static final String SHAPE = "shape";
  private static final String OFFSETS = "data_offsets";

  private static final int DIGITS = 20; // 2^64 has as many
  private static final int DEPTH = 8;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxNumberLength(DIGITS)
                  .maxNameLength(SafetensorsHeader.LONGEST)
                  .maxStringLength(SafetensorsHeader.LONGEST)
                  .build())
          .build();

  private final Path file;
  private final JsonParser parser;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final Map<String, StoredTensor> tensors = new LinkedHashMap<>();

  private HeaderJson(Path file, JsonParser parser) {
    this.file = file;
    this.parser = parser;
  }

  /**
   * Reads it; what it says of places is not checked here.
   *
   * @param file for messages
   * @throws FileFormatException if it is no JSON, or not what a header has
   */
  static SafetensorsHeader parse(Path file, byte[] json, long dataStart)
      throws FileFormatException {
    try (Reader text =
            new InputStreamReader(
                new ByteArrayInputStream(json),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT));
        JsonParser parser = JSON.createParser(text)) {
      HeaderJson header = new HeaderJson(file, parser);
      header.parse();
      return new SafetensorsHeader(header.metadata, header.tensors, dataStart);
    } catch (FileFormatException e) {
      throw e;
    } catch (JacksonException e) {
      throw FileFormatException.of(
          file,
          "a header that cannot be read (" + JsonText.problem(e) + ")",
          "JSON, each key once");
    } catch (CharacterCodingException e) {
      throw FileFormatException.of(file, "a header that is no UTF-8", "JSON in UTF-8");
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
  }

  private void parse() throws IOException {
    require(parser.nextToken(), JsonToken.START_OBJECT, "the header");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      if (name.equals(METADATA)) {
        parseMetadata();
      } else {
        tensors.put(name, tensor(name));
      }
    }
    if (parser.nextToken() != null) {
      throw FileFormatException.of(file, "more than one value in the header", "spaces behind it");
    }
  }

  private void parseMetadata() throws IOException {
    require(parser.nextToken(), JsonToken.START_OBJECT, METADATA);
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String key = parser.currentName();
      require(parser.nextToken(), JsonToken.VALUE_STRING, METADATA + "'s '" + key + "'");
      metadata.put(key, parser.getText());
    }
  }

  private StoredTensor tensor(String name) throws IOException {
    String what = "tensor '" + name + "'";
    require(parser.nextToken(), JsonToken.START_OBJECT, what);
    List<String> dtype = new ArrayList<>();
    List<List<Long>> shape = new ArrayList<>();
    List<List<Long>> offsets = new ArrayList<>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      parser.nextToken();
      switch (field) {
        case DTYPE -> {
          require(parser.currentToken(), JsonToken.VALUE_STRING, DTYPE + " of " + what);
          dtype.add(parser.getText());
        }
        case SHAPE -> shape.add(numbers(SHAPE + " of " + what));
        case OFFSETS -> offsets.add(numbers(OFFSETS + " of " + what));
        default -> parser.skipChildren();
      }
    }
    if (dtype.isEmpty() || shape.isEmpty() || offsets.isEmpty()) {
      throw FileFormatException.of(
          file,
          what + " without " + (dtype.isEmpty() ? DTYPE : shape.isEmpty() ? SHAPE : OFFSETS),
          "dtype, shape and data_offsets for each");
    }
    List<Long> range = offsets.get(0);
    if (range.size() != 2) {
      throw FileFormatException.of(
          file, what + " with data_offsets " + range, "a first byte and one behind the last");
    }
    return new StoredTensor(name, dtype.get(0), shape.get(0), range.get(0), range.get(1));
  }

  private List<Long> numbers(String what) throws IOException {
    require(parser.currentToken(), JsonToken.START_ARRAY, what);
    List<Long> numbers = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
          || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
          || parser.getLongValue() < 0) {
        throw FileFormatException.of(
            file, what + " with " + parser.getText(), "whole numbers from 0 to 2^63 - 1");
      }
      numbers.add(parser.getLongValue());
    }
    return numbers;
  }

  private void require(JsonToken found, JsonToken expected, String what)
      throws FileFormatException {
    if (found != expected) {
      throw FileFormatException.of(file, what + " as " + kind(found), kind(expected));
    }
  }

  private static String kind(JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "a JSON object";
      case START_ARRAY -> "a JSON array";
      case VALUE_STRING -> "a JSON string";
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
      default -> "JSON's " + token.asString();
    };
  }

  /** The other way round, padded with spaces so that what follows begins at a multiple of 8. */
  static byte[] format(Map<String, String> metadata, Iterable<StoredTensor> tensors) {
    ByteArrayOutputStream json = new ByteArrayOutputStream();
    try (JsonGenerator out = JSON.createGenerator(json)) {
      out.writeStartObject();
      if (!metadata.isEmpty()) {
        out.writeObjectFieldStart(METADATA);
        for (Map.Entry<String, String> entry : metadata.entrySet()) {
          out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
      }
      for (StoredTensor tensor : tensors) {
        out.writeObjectFieldStart(tensor.name());
        out.writeStringField(DTYPE, tensor.dtypeName());
        write(out, SHAPE, tensor.shape());
        write(out, OFFSETS, List.of(tensor.begin(), tensor.end()));
        out.writeEndObject();
      }
      out.writeEndObject();
    } catch (IOException e) {
      throw new AssertionError("strings and numbers can be written to memory", e);
    }
    while (json.size() % Long.BYTES != 0) {
      json.write(' ');
    }
    return json.toByteArray();
  }

  private static void write(JsonGenerator out, String field, List<Long> numbers)
      throws IOException {
    out.writeArrayFieldStart(field);
    for (long number : numbers) {
      out.writeNumber(number);
    }
    out.writeEndArray();
  }
}
