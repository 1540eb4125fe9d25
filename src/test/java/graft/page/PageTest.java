package graft.page;

import static org.assertj.core.api.Assertions.assertThat;

import graft.page.Series.Point;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PageTest {
  private static final Pattern LOADED = Pattern.compile("(?:src|href|data|action)=\"([^\"]*)\"");

  private static Page page(String... sections) {
    Page page = Page.of("A < B");
    for (String title : sections) {
      page = page.and(Section.of(title, Html.paragraph(title)));
    }
    return page;
  }

  /** A browser applies neither style nor script if one character differs. */
  @Test
  void thePolicyAllowsThisStyleAndThisScriptAndNothingElse() throws NoSuchAlgorithmException {
    String html = page("one").html();
    String policy = between(html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assertThat(policy)
        .startsWith("default-src &#39;none&#39;;")
        .contains("style-src &#39;" + hash(between(html, "<style>", "</style>")) + "&#39;")
        .contains("script-src &#39;" + hash(between(html, "<script>", "</script>")) + "&#39;")
        .doesNotContain("unsafe", "http", "*");
    assertThat(html).doesNotContain("style=\"", "onclick=", "@import", "url(");
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    Page page =
        page("one", "two", "three", "four")
            .and(Section.of("tiles", TilesTest.tiles(), Html.link("https://example.org/", "x")));
    Matcher loaded = LOADED.matcher(page.html());
    List<String> targets = new ArrayList<>();
    while (loaded.find()) {
      targets.add(loaded.group(1));
    }
    assertThat(targets)
        .contains("#four")
        .allMatch(
            target ->
                target.startsWith("#")
                    || target.startsWith("data:image/")
                    || target.equals("https://example.org/"));
  }

  @Test
  void aReaderKnowsWhereSheIs() {
    String html = page("one").withFoot(Html.text("made by hand")).html();
    assertThat(html)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .contains("<title>A &lt; B</title>", "<h1>A &lt; B</h1>", "width=device-width")
        .contains("<header>", "<main>", "<footer>");
    assertThat(html.split("<h1", -1)).hasSize(2);
  }

  @Test
  void sectionsOfOneTitleHaveNamesOfTheirOwn() {
    String html = page("The runs", "The runs", "The runs!", "???", "¿", "the-runs-2").html();
    Matcher ids = Pattern.compile(" id=\"([^\"]*)\"").matcher(html);
    List<String> names = new ArrayList<>();
    while (ids.find()) {
      names.add(ids.group(1));
    }
    assertThat(names).hasSize(6).doesNotHaveDuplicates().allMatch(n -> n.matches("[a-z0-9-]+"));
    names.forEach(name -> assertThat(html).contains("href=\"#" + name + "\""));
  }

  @Test
  void fewSectionsNeedNoLinks() {
    assertThat(page("one", "two").html()).doesNotContain("<nav");
  }

  @Test
  void theScriptStaysSmall() {
    assertThat(Resource.text("page.js").length()).isLessThan(3072);
  }

  @Test
  void tenChartsOfFourHundredPointsAreSmall() {
    List<Part> charts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      int phase = i;
      List<Point> points =
          IntStream.range(0, 400)
              .mapToObj(x -> Point.of(x, 1.2345678 + Math.sin(x * 0.7 + phase)))
              .toList();
      charts.add(
          LineChart.of(
              "t", "x", "y", List.of(Series.of("a", 0, points), Series.of("b", 1, points))));
    }
    Page page = Page.of("t").and(new Section("charts", charts));
    assertThat(page.html().length()).isLessThan(250_000);
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static String hash(String text) throws NoSuchAlgorithmException {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }
}
