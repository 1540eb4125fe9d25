package graft.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OneLineTest {
  /** Of C0, C1, Unicode's ends of lines, and marks that turn what follows around. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "\0", "\n", "\r", "\t", "\u001b", "\u007f", "\u0085", "\u009b", "\u2028", "\u2029",
        "\u202e", "\u2066"
      })
  void whatATerminalObeysIsAQuestionMark(String obeyed) {
    assertThat(OneLine.of("a" + obeyed + "b")).isEqualTo("a?b");
  }

  @ParameterizedTest
  @CsvSource({"conv1/kernel", "größe 3x3", "犬", "😀", "''"})
  void whatIsReadStays(String text) {
    assertThat(OneLine.of(text)).isEqualTo(text);
  }
}
