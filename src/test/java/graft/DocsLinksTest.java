package graft;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links and pictures of README, SECURITY and the pages in docs lead to files that exist. */
class DocsLinksTest {
  /** The file of a link that stays in the sources: {@code ](docs/selftest.md#anchor)}. */
  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]+)[^)]*\\)");

  @Test
  void linksLeadToFiles() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(Path.of("README.md"), Path.of("SECURITY.md")));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    List<String> dead = new ArrayList<>();
    int links = 0;
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      for (; link.find(); links++) {
        if (!Files.exists(page.resolveSibling(link.group(1)))) {
          dead.add(page + " links to " + link.group(1));
        }
      }
    }
    assertThat(links).as("links that were found at all").isGreaterThan(20);
    assertThat(dead).as("links to no file").isEmpty();
  }
}
