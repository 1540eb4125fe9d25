package graft.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.io.TempDir;

/** Pages drawn from files that a test wrote, as a browser reads them. */
abstract class DrawnReports {
  private static final int MOST_BYTES = 1_000_000;

  @TempDir Path folder;

  final Document page(RunFiles files) throws IOException {
    return page(files.write(folder.resolve("run")));
  }

  static Document page(Path... runs) throws IOException {
    String html = Report.of(Arrays.asList(runs)).html();
    assertThat(html.getBytes(StandardCharsets.UTF_8).length).isLessThan(MOST_BYTES);
    return Jsoup.parse(html);
  }

  /** The cells of a table's rows, first those of its head. */
  static List<List<String>> table(Document page, String section) {
    Element heading = page.selectFirst("h2#" + section);
    assertThat(heading).as("section %s", section).isNotNull();
    return heading.parent().select("table").first().select("tr").stream()
        .map(row -> row.select("th, td").eachText())
        .toList();
  }

  static List<String> sections(Document page) {
    return page.select("h2").eachText();
  }
}
