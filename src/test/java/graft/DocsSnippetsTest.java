package graft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages that explain the engine quote its source: each quotation still stands there.
 *
 * <p>A fence that quotes names its file behind the language: {@code ```java
 * src/main/java/graft/model/Add.java}. Its lines stand in that file one behind the other, whatever
 * their indentation; a line {@code // ...} leaves some out.
 */
class DocsSnippetsTest {
  private static final String FENCE = "```";
  private static final String LEFT_OUT = "// ...";

  @TempDir private Path folder;

  @Test
  void quotationsStandInTheirFiles() throws IOException {
    assertThat(quotations(Path.of("README.md"))).isEqualTo(2);
    assertThat(quotations(Path.of("docs", "add-a-layer.md"))).isGreaterThanOrEqualTo(8);
    assertThat(quotations(Path.of("docs", "how-it-works.md"))).isGreaterThanOrEqualTo(3);
    assertThat(quotations(Path.of("docs", "training.md"))).isGreaterThanOrEqualTo(3);
    assertThat(quotations(Path.of("docs", "checkpoints.md"))).isOne();
    assertThat(quotations(Path.of("docs", "model-files.md"))).isGreaterThanOrEqualTo(3);
    assertThat(quotations(Path.of("docs", "training-file.md"))).isGreaterThanOrEqualTo(4);
    assertThat(quotations(Path.of("docs", "predicting.md"))).isGreaterThanOrEqualTo(6);
  }

  @Test
  void staleQuotationsAreFound() throws IOException {
    Path source = folder.resolve("Sum.java");
    Files.writeString(source, "class Sum {\n  int a;\n\n  int b;\n}\n");
    assertThat(quotations(page(source.toString(), "class Sum {", "  // ...", "  int b;"))).isOne();

    assertRefused(page(source.toString(), "int a;", "// ...", "int c;"), "page.md:4", "int c;");
    // In another order; and with something left out that is not said to be.
    assertRefused(page(source.toString(), "int b;", "// ...", "int a;"), "page.md:4", "int a;");
    assertRefused(page(source.toString(), "int a;", "int b;"), "page.md:3", "int b;");
    assertRefused(page("Gone.java", "int a;"), "page.md:1", "Gone.java");
    assertRefused(page("", "int a;"), "page.md:1", "no file");
  }

  private static void assertRefused(Path page, String place, String what) {
    assertThatThrownBy(() -> quotations(page))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(place)
        .hasMessageContaining(what);
  }

  private Path page(String source, String... quoted) throws IOException {
    String text = "```java %s\n%s\n```\n".formatted(source, String.join("\n", quoted));
    return Files.writeString(folder.resolve("page.md"), text);
  }

  /**
   * The number of a page's quotations.
   *
   * @throws AssertionError if one does not hold
   */
  private static int quotations(Path page) throws IOException {
    List<String> lines = stripped(page);
    int count = 0;
    int line = 0;
    while (line < lines.size()) {
      int fence = line++;
      if (!lines.get(fence).startsWith(FENCE)) {
        continue;
      }
      while (!lines.get(line).equals(FENCE)) {
        line++;
      }
      String[] info = (lines.get(fence).substring(FENCE.length()) + " ").split(" ", 2);
      // Java and CUDA on these pages always quote; a command or a message does not.
      if (List.of("java", "cuda").contains(info[0]) || !info[1].isBlank()) {
        count++;
        requireIn(source(info[1].strip(), page, fence), lines, page, fence + 1, line);
      }
      line++;
    }
    return count;
  }

  private static Path source(String name, Path page, int fence) {
    if (name.isEmpty() || !Files.isRegularFile(Path.of(name))) {
      throw new AssertionError(
          "%s quotes '%s', which is no file; expected one, seen from the root of the sources"
              .formatted(place(page, fence), name));
    }
    return Path.of(name);
  }

  /** Finds the lines from {@code first} to before {@code end}, part by part. */
  private static void requireIn(Path source, List<String> lines, Path page, int first, int end)
      throws IOException {
    List<String> code = stripped(source);
    int start = first;
    for (int line = first; line <= end; line++) {
      if (line < end && !lines.get(line).equals(LEFT_OUT)) {
        int found = Collections.indexOfSubList(code, lines.subList(start, line + 1));
        if (found < 0) {
          throw new AssertionError(
              "%s: '%s' does not stand in %s, or not behind what is quoted before it"
                  .formatted(place(page, line), lines.get(line), source));
        }
      } else {
        List<String> part = lines.subList(start, line);
        code = code.subList(Collections.indexOfSubList(code, part) + part.size(), code.size());
        start = line + 1;
      }
    }
  }

  private static List<String> stripped(Path file) throws IOException {
    return Files.readAllLines(file).stream().map(String::strip).toList();
  }

  /** Lines are counted from 1. */
  private static String place(Path page, int line) {
    return page + ":" + (line + 1);
  }
}
