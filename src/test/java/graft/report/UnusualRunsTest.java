package graft.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.files.NetworkJson;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.NetworkSpec;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;

/** Runs that are not as most are: their reports, too, say what there is. */
class UnusualRunsTest extends DrawnReports {
  @Test
  void escapesHostileNames() throws IOException {
    String hostile = "</style><script>alert(1)</script><img src=x onerror='alert(2)'>\"&";
    RunFiles files = RunFiles.training(1);
    files.result.withArray("/commandLine").add(hostile);
    ((ObjectNode) files.result.path("data")).put("name", hostile);
    ((ObjectNode) files.result.path("environment")).put(hostile, hostile);
    RunFiles.evaluation(files.network(), List.of(hostile, "\u0000\u001b[31m\ud800"), 3);

    Document page = page(files);

    assertThat(page.select("script")).hasSize(1);
    assertThat(page.select("style")).hasSize(1);
    assertThat(page.select("img:not([src^=data:])")).isEmpty();
    assertThat(page.select("[onerror]")).isEmpty();
    assertThat(page.selectFirst("h1").text()).contains("<script>alert(1)</script>");
  }

  @Test
  void showsADashForWhatIsNotFinite() throws IOException {
    RunFiles files = RunFiles.training(1);
    ObjectNode epoch = (ObjectNode) files.result.path("epochs").path(1);
    epoch.putNull("loss");
    ((ObjectNode) epoch.path("validation")).putNull("loss").putNull("accuracy");
    files.steps.append("2,4,,\n");

    Document page = page(files);

    assertThat(page.selectFirst("h1").text()).contains("no figure of its last epoch is finite");
    assertThat(table(page, "results").get(1).subList(1, 5))
        .containsExactly("\u2013", "2.3000", "0.5000", "\u2013");
    assertThat(page.html()).doesNotContain("NaN").doesNotContain("Infinity");
  }

  @Test
  void showsARunOfOneEpoch() throws IOException {
    RunFiles files = RunFiles.training(1);
    files.result.put("keptEpoch", 1);
    RunFiles.history(files.result, 2.3, 0.5);

    assertThat(table(page(files), "results").get(0)).contains("epoch 1").doesNotContain("epoch 2");
  }

  @Test
  void showsBestAndLastLossOfManyEpochs() throws IOException {
    RunFiles files = RunFiles.training(1);
    files.result.put("keptEpoch", 6);
    RunFiles.history(files.result, 2.3, 0.75, 0.5, 0.25, 0.125, 0.375, 0.625);

    List<List<String>> rows = table(page(files), "results");
    assertThat(rows.get(0)).contains("best loss", "last loss").doesNotContain("epoch 1");
    assertThat(rows.get(1)).contains("0.1250", "0.6250");
  }

  @Test
  void saysWhatWasInterrupted() throws IOException {
    RunFiles files = RunFiles.training(1);
    files.result.put("finished", false).put("keptEpoch", 1);
    RunFiles.history(files.result, 2.3, 0.5);
    files.report.withArray("/networks").removeAll();

    assertThat(page(files).text()).contains("It was interrupted after epoch 1 of 2.");

    files.result.put("keptEpoch", 0);
    RunFiles.history(files.result, 2.3);
    assertThat(page(files).selectFirst("h1").text())
        .isEqualTo("run on shapes: no epoch was finished");
  }

  @Test
  void showsAnExperimentThatFinishedNoNetwork() throws IOException {
    RunFiles files = RunFiles.experiment();

    Path run = files.write(folder.resolve("run"), false);

    assertThat(page(run).text()).contains("No network finished");
    assertThat(Report.of(List.of(run)).curves()).isEmpty();
  }

  @Test
  void showsANetworkWithoutConvolution() throws IOException {
    NetworkSpec dense =
        NetworkSpec.chain(Shape.of(4, 4, 1))
            .then("flatten", new Flatten())
            .then("logits", new Dense(2))
            .build();
    RunFiles files = RunFiles.training(1);
    files.network().set("network", NetworkJson.write(dense));
    files.network().remove("filters");

    assertThat(sections(page(files))).contains("Network").doesNotContain("First filters");
  }

  @Test
  void listsTheMistakesOfAHundredClasses() throws IOException {
    RunFiles files = RunFiles.training(1);
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "class number " + i).toList();
    RunFiles.evaluation(files.network(), names, 5);

    Document page = page(files);

    assertThat(page.text()).contains("The most frequent mistakes of run");
    assertThat(page.select(".matrix")).isEmpty();
    assertThat(page.select("details").text()).contains("Each of the 100 classes");
  }

  @Test
  void showsFiltersOfColourImages() throws IOException {
    RunFiles files = RunFiles.training(1);
    RunFiles.filters(files.network(), 4, 3);

    Document page = page(files);

    assertThat(page.selectFirst("h2#first-filters").parent().select("img")).hasSize(8);
  }

  @Test
  void leavesOutNoPictureForManyNetworks() throws IOException {
    RunFiles files = RunFiles.experiment(1, 2, 3, 4, 5);
    files.report.withArray("/networks").removeAll();
    for (int seed = 1; seed <= 5; seed++) {
      ObjectNode detail = RunFiles.detail("teacher", seed, RunFiles.sha(seed));
      RunFiles.filters(detail, 256, 3);
      files.report.withArray("/networks").add(detail);
    }
    Document page = page(files);

    assertThat(page.text()).contains("The first 128 of 256.");
  }
}
