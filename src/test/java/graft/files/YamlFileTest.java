package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is no YAML, or more than a description needs, is told in a sentence with its line. */
class YamlFileTest {
  @TempDir private Path folder;

  private static Place parse(String text) {
    return YamlFile.parse("net.yaml", text.getBytes(StandardCharsets.UTF_8));
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of("", "net.yaml: is empty; expected keys with values"),
        Arguments.of("# nothing yet\n", "net.yaml: is empty; expected keys with values"),
        Arguments.of(
            "a: 1\n---\nb: 2\n", "net.yaml:2:1: a second document begins; expected one in a file"),
        Arguments.of(
            "a:\n\t- b\n",
            "net.yaml:2:1: a tab stands here; expected spaces, since YAML takes no tabs for indentation"),
        Arguments.of(
            "a: [1, 2\n",
            "net.yaml:2:1: is no YAML: expected ',' or ']', but got <stream end> while parsing a flow sequence"),
        Arguments.of("a: b: c\n", "net.yaml:1:5: is no YAML: mapping values are not allowed here"),
        Arguments.of(
            "a: 'x\n",
            "net.yaml:2:1: is no YAML: found unexpected end of stream while scanning a quoted scalar"),
        Arguments.of(
            "a: 1\nb: 2\na: 3\n",
            "net.yaml:3:1: the key 'a' stands here again, after line 1; expected each key once"),
        Arguments.of(
            "{a: {b: 1, \"b\": 2}}",
            "net.yaml:1:12: the key 'b' stands here again, after line 1; expected each key once"),
        Arguments.of("? [a]\n: 1\n", "net.yaml:1:3: a key is a list or a mapping; expected a word"),
        Arguments.of(
            "a: *x\n", "net.yaml:1:4: the alias *x names nothing; expected its anchor before it"),
        Arguments.of("a: &x [1, *x]\n", "net.yaml:1:11: the alias *x stands within what it names"),
        Arguments.of(
            "a: !!java.net.URL http://x\n",
            "net.yaml:1:4: has the tag 'tag:yaml.org,2002:java.net.URL'; expected a value without a tag"),
        Arguments.of(
            "a: !x [3]\n", "net.yaml:1:4: has the tag '!x'; expected a value without a tag"),
        Arguments.of(
            "a: !x {b: 3}\n", "net.yaml:1:4: has the tag '!x'; expected a value without a tag"),
        Arguments.of(
            "{a: ".repeat(40), "net.yaml:1:126: lies deeper than 32 levels; expected fewer"),
        Arguments.of("{? ".repeat(40), "net.yaml:1:97: lies deeper than 32 levels; expected fewer"),
        Arguments.of("a: !x 3\n", "net.yaml:1:4: has the tag '!x'; expected a value without a tag"),
        Arguments.of(
            "a: \u0000\n", "net.yaml:1:4: has the control character 0x00; expected a text file"),
        Arguments.of(
            "a: 1\n\nb: \u007f\n",
            "net.yaml:3:4: has the control character 0x7f; expected a text file"),
        Arguments.of(
            "[".repeat(100_000), "net.yaml:1:33: lies deeper than 32 levels; expected fewer"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(String text, String sentence) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MistakeException.class).hasMessage(sentence);
  }

  /** Nine aliases of nine aliases of ...: 9^20 values in two kilobytes. */
  @Test
  void aliasBombsAreRefused() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i < 20; i++) {
      String more = String.join(", ", Collections.nCopies(9, "*a" + (i - 1)));
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, more));
    }
    assertThatThrownBy(() -> parse(bomb.toString()))
        .isInstanceOf(MistakeException.class)
        .hasMessageStartingWith("net.yaml:6:")
        .hasMessageEndingWith(
            ": is more than the 100,000 values that a file may have, each alias counted as what it names");
  }

  @Test
  void aFileMayHaveSoManyValues() {
    // Itself, the key, the list, and what is in the list.
    String most = String.join(",", Collections.nCopies(99_997, "1"));
    assertThat(parse("a: [" + most + "]").find("a").orElseThrow().items("a list")).hasSize(99_997);
    assertThatThrownBy(() -> parse("a: [" + most + ",1]"))
        .isInstanceOf(MistakeException.class)
        .hasMessageContaining("is more than the 100,000 values");
  }

  /** Whatever it says: it is read by the rules of 1.2. */
  @Test
  void aFileMaySayWhichYamlItIs() {
    assertThat(ScalarForm.name().read(at(parse("%YAML 1.1\n---\na: no\n"), "a"))).isEqualTo("no");
  }

  @Test
  void wordsAreOneOfTheirKind() {
    ScalarForm<CaseOf> form = ScalarForm.word(CaseOf.class);
    assertThat(form.read(at(parse("a: second"), "a"))).isEqualTo(CaseOf.SECOND);
    assertThat(form.write(CaseOf.FIRST).asText()).isEqualTo("first");
    assertThatThrownBy(() -> form.read(at(parse("a: SECOND"), "a")))
        .hasMessage("net.yaml:1:4: a is 'SECOND'; expected 'first' or 'second'");
  }

  private enum CaseOf {
    FIRST,
    SECOND
  }

  @Test
  void aliasesStandForWhatTheyName() {
    Place place = parse("a: &x [1, 2]\nb: *x\nc: &x 3\nd: *x\n");
    assertThat(place.find("b").orElseThrow().items("a list")).hasSize(2);
    assertThat(place.find("d").orElseThrow().scalar().orElseThrow().text()).isEqualTo("3");
    assertThat(place.find("d").orElseThrow())
        .as("the keys that lead there, the line of what it stands for")
        .hasToString("net.yaml:3:4: d");
  }

  @Test
  void filesThatAreNoneAreRefused() throws IOException {
    Path missing = folder.resolve("none.yaml");
    assertThatThrownBy(() -> YamlFile.read(missing))
        .isInstanceOf(IOException.class)
        .hasMessage(missing + ": there is no such file; expected a file of YAML");
    assertThatThrownBy(() -> YamlFile.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage(folder + " is a folder; expected a file of YAML");
    Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> YamlFile.read(large))
        .isInstanceOf(MistakeException.class)
        .hasMessage(large + ": has more than 1,048,576 bytes; expected a small file of YAML");
    byte[] picture = {'a', ':', ' ', (byte) 0x89, 'P', 'N', 'G'};
    Path binary = Files.write(folder.resolve("binary.yaml"), picture);
    assertThatThrownBy(() -> YamlFile.read(binary))
        .isInstanceOf(MistakeException.class)
        .hasMessage(binary + ": byte 3 is 0x89, which is no UTF-8; expected a text file");
  }

  @Test
  void aFileMayBeOfSoManyBytes() throws IOException {
    String most = "a: 1 #" + " ".repeat((1 << 20) - 6);
    Path file = Files.writeString(folder.resolve("net.yaml"), most);
    assertThat(at(YamlFile.read(file), "a")).hasToString(file + ":1:4: a");
  }

  @Test
  void saysWhatAFileIsThatIsNoText() throws IOException {
    Path file = folder.resolve("net.yaml");
    Files.write(file, "a: 1\n".getBytes(StandardCharsets.UTF_16));
    assertThatThrownBy(() -> YamlFile.read(file))
        .hasMessage(file + ": is a text in UTF-16; expected a text in UTF-8");
    Files.write(file, new byte[] {'P', 'K', 3, 4, 0, 0});
    assertThatThrownBy(() -> YamlFile.read(file))
        .hasMessage(file + ": is a ZIP archive; expected a text in UTF-8");
  }

  /** The forms decide, not YAML 1.1, to which the first is text and the second false. */
  @Test
  void textMeansWhatIsExpected() {
    Place place = parse("\uFEFFrate: 1e-3\ncountry: no\nname: 1e-3\nquoted: '3'\nyes: true\n");
    assertThat(ScalarForm.number(Range.ANY).read(at(place, "rate"))).isEqualTo(1e-3);
    assertThat(ScalarForm.name().read(at(place, "country"))).isEqualTo("no");
    assertThat(ScalarForm.name().read(at(place, "name"))).isEqualTo("1e-3");
    assertThat(ScalarForm.truth().read(at(place, "yes"))).isTrue();
    assertThatThrownBy(() -> ScalarForm.whole(1).read(at(place, "quoted")))
        .hasMessage("net.yaml:4:9: quoted is the text '3'; expected a whole number, 1 or more");
    assertThatThrownBy(() -> ScalarForm.truth().read(at(place, "country")))
        .hasMessage("net.yaml:2:10: country is 'no'; expected true or false");
  }

  @Test
  void numbersAreThoseOfYaml12() {
    for (String number : List.of("1e-3", "1E-3", "+1.e-3", ".001", "0.001", "001e-3", "1.0e-03")) {
      assertThat(number(number)).as(number).isEqualTo(1e-3);
    }
    for (String none :
        List.of("1_000", "0x10", ".inf", "-.nan", "1e", "1,5", "1e999", "'1'", "~")) {
      assertThatThrownBy(() -> number(none))
          .as(none)
          .isInstanceOf(MistakeException.class)
          .hasMessageEndingWith("; expected a number");
    }
    assertThat(ScalarForm.singleNumber(Range.ANY).read(at(parse("a: 0.1"), "a"))).isEqualTo(0.1f);
    assertThat(ScalarForm.whole(0).read(at(parse("a: 2147483647"), "a")))
        .isEqualTo(Integer.MAX_VALUE);
    assertThatThrownBy(() -> ScalarForm.whole(0).read(at(parse("a: 2147483648"), "a")))
        .isInstanceOf(MistakeException.class);
    assertThat(ScalarForm.seed().read(at(parse("a: -9223372036854775808"), "a")))
        .isEqualTo(Long.MIN_VALUE);
    assertThatThrownBy(() -> ScalarForm.seed().read(at(parse("a: 9223372036854775808"), "a")))
        .isInstanceOf(MistakeException.class);
  }

  private static double number(String text) {
    return ScalarForm.number(Range.ANY).read(at(parse("a: " + text), "a"));
  }

  private static Place at(Place place, String key) {
    return place.find(key).orElseThrow();
  }
}
