package graft.experiment;

import static graft.experiment.Histories.sound;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.KnownDataset;
import graft.data.Provenance;
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
        Histories.with(sound(2), Histories.run(RunKind.TEACHER, 2.5, 0.08, 0.07, 0.06));
    assertThat(ResultTable.meansOf(List.of(sound(1), other), false).lines().toList().get(1))
        .startsWith("teacher                 2.4000    0.0700    0.0600    0.0500");
  }

  @Test
  void filesHoldEverything(@TempDir Path folder) throws IOException {
    ResultFiles files =
        new ResultFiles(
            folder.resolve("run"),
            Map.of("device", "software device"),
            ExperimentOptions.defaults(),
            MNIST);
    files.write(List.of(sound(1)));
    files.write(List.of(sound(1), sound(2)));

    JsonNode json =
        new ObjectMapper().readTree(Files.readString(folder.resolve("run/result.json")));
    assertThat(json.at("/schema").asInt()).isEqualTo(1);
    assertThat(json.at("/environment/device").asText()).isEqualTo("software device");
    assertThat(json.at("/data/sha256/train-images-idx3-ubyte").asText()).isEqualTo("ba89");
    assertThat(json.at("/options/batch").asInt()).isEqualTo(32);
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
          .containsExactlyInAnyOrder("result.json", "history.csv");
    }
  }
}
