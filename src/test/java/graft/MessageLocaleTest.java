package graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Numbers in messages and files are written alike for everybody. {@code String.formatted} and
 * {@code String.format} without a locale go by the user's: 1,5 in German, other digits in Arabic.
 * The command line sets its own; who calls Graft from Java need not.
 */
class MessageLocaleTest {
  private static final Pattern NUMBER = Pattern.compile("%[-#+ 0,(\\d$.]*[dfegxXEGoh]");
  private static final Pattern LITERAL = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");
  private static final String FORMATTED = ".formatted(";
  private static final String FORMAT = "String.format(";

  @Test
  void numbersAreFormattedInOneLocale() throws IOException {
    List<String> found = new ArrayList<>();
    List<Path> sources;
    try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
      sources = files.filter(file -> file.toString().endsWith(".java")).toList();
    }
    assertThat(sources).as("sources were looked at").hasSizeGreaterThan(500);
    for (Path source : sources) {
      offences(Files.readString(source)).forEach(text -> found.add(source + ": " + text));
    }
    assertThat(found).as("expected String.format(Locale.ROOT, ...)").isEmpty();
  }

  @Test
  void findsWhatItLooksFor() {
    assertThat(offences("a(\"%d of %s\".formatted(1, b));")).hasSize(1);
    assertThat(offences("a((\"%s\" + \" %.2f\").formatted(1, b));")).hasSize(1);
    assertThat(offences("a(String.format(\"%,d\", 1));")).hasSize(1);
    assertThat(offences("a(\"%d\" + \"%s\".formatted(b));")).isEmpty();
    assertThat(offences("a(String.format(Locale.ROOT, \"%,d\", 1));")).isEmpty();
  }

  private static List<String> offences(String source) {
    List<String> found = new ArrayList<>();
    for (int at = source.indexOf(FORMATTED); at >= 0; at = source.indexOf(FORMATTED, at + 1)) {
      String receiver = receiver(source.substring(0, at).stripTrailing());
      if (NUMBER.matcher(receiver).find()) {
        found.add(receiver.strip() + FORMATTED);
      }
    }
    for (int at = source.indexOf(FORMAT); at >= 0; at = source.indexOf(FORMAT, at + 1)) {
      String arguments = source.substring(at + FORMAT.length()).stripLeading();
      if (!arguments.startsWith("Locale.ROOT")) {
        found.add(FORMAT + arguments.lines().findFirst().orElse(""));
      }
    }
    return found;
  }

  /** The literal or the parentheses at the end of a text; empty where it ends in a name. */
  private static String receiver(String before) {
    if (before.endsWith("\"\"\"")) {
      return before.substring(before.lastIndexOf("\"\"\"", before.length() - 4));
    }
    if (before.endsWith("\"")) {
      String line = before.substring(before.lastIndexOf('\n') + 1);
      return LITERAL.matcher(line).results().reduce((first, last) -> last).orElseThrow().group();
    }
    if (!before.endsWith(")")) {
      return "";
    }
    String blank =
        LITERAL
            .matcher(before)
            .replaceAll(literal -> "\"" + "_".repeat(literal.group().length() - 2) + "\"");
    int depth = 0;
    for (int at = blank.length() - 1; at >= 0; at--) {
      depth += blank.charAt(at) == ')' ? 1 : blank.charAt(at) == '(' ? -1 : 0;
      if (depth == 0) {
        return before.substring(at);
      }
    }
    return "";
  }
}
