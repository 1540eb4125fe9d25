package graft.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.NetworkJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** What stands on the page, as a browser reads it. */
class ReportTest extends DrawnReports {
  @Test
  void showsTheFiguresOfATraining() throws IOException {
    Document page = page(RunFiles.training(3));

    assertThat(page.selectFirst("h1").text()).isEqualTo("run on shapes: 93.75% correct");
    assertThat(page.selectFirst("header p").text())
        .isEqualTo(
            "A network of 86 parameters was trained on 300 images of shapes for 2 epochs, in 3.0 s,"
                + " on the software device.");
    assertThat(table(page, "results"))
        .containsExactly(
            List.of(
                "network",
                "accuracy",
                "loss before",
                "epoch 1",
                "epoch 2",
                "parameters",
                "FLOPs",
                "images/s",
                "time"),
            List.of("run", "93.75%", "2.3000", "0.5000", "0.2500", "86", "704", "200", "3.0 s"));
    assertThat(sections(page))
        .containsExactly(
            "Results", "Curves", "Mistakes", "First filters", "Network", "Lineage", "Run");
    assertThat(page.text())
        .contains("graft train lenet5.yaml")
        .contains("round, not square", "87.50%")
        .contains("2 of 62 images taken for another class");
  }

  @Test
  void drawsCurvesByEpochAndByStep() throws IOException {
    Document page = page(RunFiles.training(3));

    assertThat(page.select("figcaption").eachText())
        .contains(
            "Training and validation loss after each epoch",
            "Training and validation accuracy after each epoch",
            "Training loss at each step",
            "Training accuracy at each step");
    assertThat(page.select("section svg[role=img]").size()).isGreaterThanOrEqualTo(4);
  }

  @Test
  void showsMeansAndSpreadsOfSeeds() throws IOException {
    Document page = page(RunFiles.experiment(1, 3).write(folder.resolve("run"), false));

    List<List<String>> rows = table(page, "results");
    assertThat(rows.get(2).subList(0, 5))
        .containsExactly(
            "wider net2wider",
            "92.97% 92.58%\u201393.36%",
            "0.5313 0.5156\u20130.5469",
            "0.4063 0.3906\u20130.4219",
            "0.2813 0.2656\u20130.2969");
    assertThat(page.text())
        .contains("Of several seeds: the mean, and below it the smallest and the largest.")
        .contains("with each of the seeds 1, 3")
        .contains("teacher's level");
  }

  @Test
  void putsPublishedLossesBesideThoseOfMnistAlone() throws IOException {
    RunFiles files = RunFiles.experiment(1);
    assertThat(page(files).text()).doesNotContain("Keras");

    ObjectNode data = (ObjectNode) files.result.path("data");
    data.put("name", "MNIST")
        .putObject("sha256")
        .put(
            "train-images-idx3-ubyte",
            "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db")
        .put(
            "train-labels-idx1-ubyte",
            "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5")
        .put(
            "t10k-images-idx3-ubyte",
            "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7")
        .put(
            "t10k-labels-idx1-ubyte",
            "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");
    assertThat(table(page(files), "results").get(1)).contains("1.0000 Keras 0.0537");
  }

  @Test
  void comparesRuns() throws IOException {
    RunFiles child = RunFiles.training(1);
    ((ObjectNode) child.result.path("training")).put("batch", 50);
    ObjectNode lineage = (ObjectNode) child.network().path("lineage");
    lineage.putArray("parents").addObject().put("file", "m").put("sha256", RunFiles.sha(1));
    child.network().put("sha256", RunFiles.sha(9));
    child.network().set("network", NetworkJson.write(RunFiles.network(3)));
    child.result.set("network", NetworkJson.write(RunFiles.network(3)));
    RunFiles.filters(child.network(), 3, 1).putArray("copied").add(1);

    Document page =
        page(
            RunFiles.training(1).write(folder.resolve("small")),
            child.write(folder.resolve("large")));

    assertThat(table(page, "what-differs"))
        .containsExactly(
            List.of("setting", "small", "large"),
            List.of("parameters", "86", "128"),
            List.of("batch", "100", "50"));
    assertThat(page.select(".tree > li > ul .node").text()).contains("large");
    assertThat(page.selectFirst("h2#networks").parent().text()).contains("wider");
    assertThat(page.text()).contains("Before widening: the teacher's");
  }

  @Test
  void writesPageAndPicture() throws IOException {
    Path run = RunFiles.training(1).write(folder.resolve("run"));

    Report.of(List.of(run)).write(run.resolve("report.html"), run.resolve("curves.png"));

    assertThat(Files.readString(run.resolve("report.html"))).startsWith("<!DOCTYPE html>");
    assertThat(Files.readAllBytes(run.resolve("curves.png"))).startsWith(0x89, 'P', 'N', 'G');
  }

  @Test
  void allowsNoRequest() throws IOException {
    Document page = page(RunFiles.training(1));

    assertThat(page.selectFirst("meta[http-equiv=Content-Security-Policy]").attr("content"))
        .contains("default-src 'none'");
    assertThat(page.select("[src]:not([src^=data:]), link[href]:not([href^=data:])")).isEmpty();
    assertThat(page.select("a[href]:not([href^=#])")).isEmpty();
  }

  @Test
  void needsARun() {
    assertThatThrownBy(() -> Report.of(List.of()))
        .hasMessage("found no folder, expected that of a run");
  }
}
