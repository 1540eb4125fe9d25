package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.browser.Browser;
import graft.browser.Tab;
import graft.device.TestDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reports as a reader's browser shows them; run by make test-browser. */
@Tag("browser")
class ReportInBrowserTest extends TerminalSession {
  private static final int WIDE = 1400;
  private static final int PHONE = 390;

  /** Half of the last digit that the page shows. */
  private static final double OF_A_LOSS = 0.5e-4;

  private static final double OF_A_PERCENTAGE = 0.5e-2;

  private static Browser browser;

  @BeforeAll
  static void startBrowser(@TempDir Path profile) throws IOException {
    browser = Browser.start(profile);
  }

  @AfterAll
  static void endBrowser() {
    browser.close();
  }

  private Path train(String name, String model, String... more) {
    Path run = folder.resolve(name);
    List<String> arguments = new ArrayList<>(List.of("train", model, "--data"));
    arguments.add(folder.resolve("digits").toString());
    arguments.addAll(List.of("--device", TestDevice.choice(), "--limit", "600", "--epochs", "2"));
    arguments.addAll(List.of("--out", run.toString(), "--force"));
    arguments.addAll(List.of(more));
    assertThat(graft(arguments.toArray(String[]::new))).as("%s", err).isZero();
    return run;
  }

  private static void isSound(Path page) throws IOException {
    for (boolean dark : new boolean[] {false, true}) {
      for (int width : new int[] {WIDE, PHONE}) {
        Tab tab = browser.open(page, width, dark);
        assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
            .as("width of the page in a window of %d", width)
            .isLessThanOrEqualTo(width);
        // Folded parts are looked at, too.
        tab.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)");
        assertThat(tab.accessibilityFaults())
            .as("faults in %s, %d pixels wide", dark ? "dark" : "light", width)
            .isEmpty();
        assertThat(tab.errors()).isEmpty();
        assertThat(tab.requests()).containsExactly(page.toUri().toString());
      }
    }
  }

  /** The cells of the results, a list a row, the head first. */
  private static JsonNode results(Path page) {
    return browser
        .open(page, WIDE, false)
        .evaluate(
            """
            [...document.querySelector('#results').parentElement.querySelectorAll('tr')].map(
              row => [...row.children].map(cell => cell.innerText.split('\\n')[0]))
            """);
  }

  private static void showsTheFigures(JsonNode row, JsonNode run) {
    JsonNode epochs = run.path("epochs");
    JsonNode kept = epochs.path(run.path("keptEpoch").asInt(epochs.size()) - 1);
    assertThat(number(row.get(1)))
        .isCloseTo(100 * kept.at("/validation/accuracy").asDouble(), within(OF_A_PERCENTAGE));
    assertThat(number(row.get(2))).isCloseTo(run.at("/before/loss").asDouble(), within(OF_A_LOSS));
    for (int i = 0; i < epochs.size(); i++) {
      assertThat(number(row.get(3 + i)))
          .isCloseTo(epochs.get(i).at("/validation/loss").asDouble(), within(OF_A_LOSS));
    }
  }

  private static double number(JsonNode cell) {
    return Double.parseDouble(cell.asText().replace("%", "").replace(",", ""));
  }

  private static JsonNode result(Path run) throws IOException {
    return new ObjectMapper().readTree(run.resolve("result.json").toFile());
  }

  @Test
  void showsATraining() throws IOException {
    Path run = train("digits-run", "examples/lenet5.yaml");

    assertThat(out.toString()).contains("report    " + run.resolve("report.html"));
    isSound(run.resolve("report.html"));
    showsTheFigures(results(run.resolve("report.html")).get(1), result(run));
  }

  @Test
  void showsAnExperiment() throws IOException {
    assertThat(graft(experiment("--limit", "200", "--epochs", "1", "--seed", "1"))).isZero();
    Path run = folder.resolve("run");

    JsonNode rows = results(run.resolve("report.html"));
    JsonNode runs = result(run).at("/experiments/0/runs");
    assertThat(runs).hasSize(5);
    for (int i = 0; i < runs.size(); i++) {
      assertThat(rows.get(i + 1).get(0).asText()).isEqualTo(runs.get(i).path("run").asText());
      showsTheFigures(rows.get(i + 1), runs.get(i));
    }
    isSound(run.resolve("report.html"));
  }

  @Test
  void comparesSeedsAndWhatGrew() throws IOException {
    Path one = train("small-1", "examples/lenet5.yaml", "--seed", "1");
    Path two = train("small-2", "examples/lenet5.yaml", "--seed", "2");
    Path wider = folder.resolve("wider.safetensors");
    assertThat(graft("widen", one.toString(), "conv1=12", "--force", "-o", wider.toString()))
        .as("%s", err)
        .isZero();
    Path grown = train("large", wider.toString());
    Path page = folder.resolve("compared.html");

    assertThat(graft("report", "" + one, "" + two, "" + grown, "--out", page.toString()))
        .as("%s", err)
        .isZero();

    JsonNode rows = results(page);
    assertThat(rows.get(1).get(0).asText()).isEqualTo("small");
    double mean =
        (result(one).at("/before/loss").asDouble() + result(two).at("/before/loss").asDouble()) / 2;
    assertThat(number(rows.get(1).get(2))).isCloseTo(mean, within(OF_A_LOSS));
    showsTheFigures(rows.get(2), result(grown));
    isSound(page);
  }

  /** Else the tests above would show nothing. */
  @Test
  void findsFaultsInAPageThatHasSome() throws IOException {
    Path page = folder.resolve("faulty.html");
    Files.writeString(
        page,
        "<title>t</title><img src='http://127.0.0.1:9/x.png'><p style='color:#ccc'>pale</p>"
            + "<script>console.error('x')</script>");

    Tab tab = browser.open(page, WIDE, false);

    assertThat(tab.accessibilityFaults())
        .anyMatch(fault -> fault.startsWith("image-alt"))
        .anyMatch(fault -> fault.startsWith("color-contrast"));
    assertThat(tab.requests()).contains("http://127.0.0.1:9/x.png");
    assertThat(tab.errors()).isNotEmpty();
  }
}
