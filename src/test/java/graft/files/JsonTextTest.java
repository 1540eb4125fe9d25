package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTextTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFilesBytesAreRead() throws IOException {
    assertThat(JsonText.read(bytes("{\"a\": 1}")).path("a").asInt()).isEqualTo(1);
  }

  @Test
  void otherEncodingsAreNotGuessed() {
    for (Charset charset : List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16BE)) {
      assertThatThrownBy(() -> JsonText.read("{\"ä\": 1}".getBytes(charset)))
          .isInstanceOfAny(JacksonException.class, CharacterCodingException.class);
    }
    assertThatThrownBy(() -> JsonText.read(new byte[] {0, 0, 0, (byte) 0xA2, 0}))
        .isInstanceOf(CharacterCodingException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ | Unexpected end-of-input: expected close marker for Object",
        "{'a': 1} | Unexpected character",
        "{\"a\": 1, \"a\": 2} | Duplicate field 'a'",
        "{} {} | Trailing token",
      })
  void whatIsWrongIsSaidWithoutJacksonsNotes(String text, String words) {
    assertThatThrownBy(() -> JsonText.read(bytes(text)))
        .isInstanceOfSatisfying(
            JacksonException.class,
            e -> assertThat(JsonText.problem(e)).contains(words).doesNotContain("Source", "\n"));
  }
}
