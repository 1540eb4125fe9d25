package graft.experiment;

import static graft.experiment.Histories.sound;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.KnownDataset;
import graft.data.Provenance;
import graft.job.Invocation;
import graft.job.RunHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table and the files. */
class ResultsTest {
  private static final Provenance MNIST =
      new Provenance(
          "MNIST",
          "folder x",
          Map.of("train-images-idx3-ubyte", "ba89"),
          Optional.of(KnownDataset.MNIST));

  /** Of a run on 16 images. */
  private static ResultFiles files(Path folder) throws IOException {
    return new ResultFiles(
        folder,
        new RunHeader(
            new Invocation(List.of("experiment"), Map.of("GRAFT_THREADS", "1")),
            Map.of("device", "software device"),
            MNIST,
            16,
            8,
            Optional.of(16)),
        ExperimentOptions.defaults());
  }

  @Test
  void tableShowsEveryRunBesideThePublishedLosses() {
    List<String> lines = ResultTable.of(sound(5), true).lines().toList();
    assertThat(lines).hasSize(6);
    assertThat(lines.get(0))
        .isEqualTo(
            "seed 5                  before   epoch 1   epoch 2   epoch 3  accuracy  images/s  "
                + " published losses");
    assertThat(lines.get(1))
        .isEqualTo(
            "teacher                 2.3000    0.0600    0.0500    0.0400    99.00%      6000  "
                + " 0.0537 0.0354 0.0356");
  }

  @Test
  void tableOfOtherDataShowsNoPublishedLosses() {
    assertThat(ResultTable.of(sound(5), false))
        .doesNotContain("published")
        .doesNotContain("0.0537");
  }

  @Test
  void meansAreOfAllSeeds() {
    ExperimentResult other =
        Histories.with(sound(2), Histories.run(Runs.TEACHER, 2.5, 0.08, 0.07, 0.06));
    assertThat(ResultTable.meansOf(List.of(sound(1), other), false).lines().toList().get(1))
        .startsWith("teacher                 2.4000    0.0700    0.0600    0.0500");
  }

  /** A run that ended early, one that began with no finite loss, and three that never began. */
  @Test
  void tableCopesWithWhatIsMissing() {
    ExperimentResult cut =
        new ExperimentResult(
            5,
            List.of(
                Histories.run(Runs.TEACHER, 2.3, 0.06, 0.05),
                Histories.run(Runs.WIDER_RANDOM_PAD, Double.NaN, 0.04)));
    List<String> lines = ResultTable.of(cut, false).lines().toList();
    assertThat(lines)
        .containsExactly(
            "seed 5                  before   epoch 1   epoch 2  accuracy  images/s",
            "teacher                 2.3000    0.0600    0.0500    99.00%      6000",
            "wider random-pad             -    0.0400         -    99.00%      6000");
    assertThat(ResultTable.of(new ExperimentResult(5, List.of()), true)).startsWith("seed 5");
  }

  @Test
  void meansLeaveOutWhatNotAllSeedsHave() {
    ExperimentResult cut = new ExperimentResult(2, sound(2).runs().subList(0, 2));
    assertThat(ResultTable.meansOf(List.of(sound(1), cut), false).lines().toList())
        .hasSize(3)
        .last()
        .asString()
        .startsWith("wider random-pad");
    assertThat(ResultTable.meansOf(List.of(), false)).startsWith("mean of seeds");
  }

  /** NaN is no JSON; in a table of numbers an empty cell says the same. */
  @Test
  void filesHoldNoNaN(@TempDir Path folder) throws IOException {
    ResultFiles files = files(folder);
    files.write(
        List.of(
            new ExperimentResult(
                1,
                List.of(Histories.run(Runs.TEACHER, Double.NaN, Double.POSITIVE_INFINITY, 0.05)))),
        List.of(),
        true);

    String text = Files.readString(folder.resolve("result.json"));
    assertThat(text).doesNotContain("NaN").doesNotContain("Infinity");
    JsonNode run = new ObjectMapper().readTree(text).at("/experiments/0/runs/0");
    assertThat(run.at("/before/loss").isNull()).isTrue();
    assertThat(run.at("/epochs/0/validation/loss").isNull()).isTrue();
    assertThat(run.at("/epochs/1/validation/loss").asDouble()).isEqualTo(0.05);
    assertThat(Files.readAllLines(folder.resolve("history.csv")))
        .containsExactly(
            "seed,run,epoch,loss,accuracy,validation_loss,validation_accuracy,seconds,images_per_second",
            "1,teacher,0,,,,0.100000,,",
            "1,teacher,1,,0.900000,,0.990000,10.000,6000.0",
            "1,teacher,2,0.100000,0.900000,0.050000,0.990000,10.000,6000.0");
  }

  @Test
  void filesHoldEverything(@TempDir Path folder) throws IOException {
    ResultFiles files = files(folder.resolve("run"));
    files.write(List.of(sound(1)), List.of(), false);
    files.write(List.of(sound(1), sound(2)), List.of(), true);

    JsonNode json =
        new ObjectMapper().readTree(Files.readString(folder.resolve("run/result.json")));
    assertThat(json.at("/schema").asInt()).isEqualTo(1);
    assertThat(json.at("/environment/device").asText()).isEqualTo("software device");
    assertThat(json.at("/data/sha256/train-images-idx3-ubyte").asText()).isEqualTo("ba89");
    assertThat(json.at("/finished").asBoolean()).isTrue();
    assertThat(json.at("/command").asText()).isEqualTo("GRAFT_THREADS=1 graft experiment");
    assertThat(json.at("/data/training").asInt()).isEqualTo(16);
    assertThat(json.at("/data/limit").asInt()).isEqualTo(16);
    assertThat(json.at("/options/batch").asInt()).isEqualTo(16); // 32, had there been as many
    assertThat(json.at("/experiments/1/seed").asInt()).isEqualTo(2);
    assertThat(json.at("/experiments/0/runs/2/run").asText()).isEqualTo("wider net2wider");
    assertThat(json.at("/experiments/0/runs/2/before/loss").asDouble()).isEqualTo(0.0405);
    assertThat(json.at("/experiments/0/runs/2/epochs/1/validation/loss").asDouble())
        .isEqualTo(0.034);

    List<String> csv = Files.readAllLines(folder.resolve("run/history.csv"));
    // A heading, and for each of two seeds and five runs the state before and three epochs.
    assertThat(csv).hasSize(1 + 2 * 5 * 4);
    assertThat(csv.get(1)).isEqualTo("1,teacher,0,,,2.300000,0.100000,,");
    try (var left = Files.list(folder.resolve("run"))) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("result.json", "history.csv", "steps.csv", "report.json");
    }
  }
}
