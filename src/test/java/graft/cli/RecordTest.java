package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.SyntheticDigits;
import graft.device.ChildJvm;
import graft.device.Device;
import graft.device.SharedDevice;
import graft.device.SoftwareOnly;
import graft.device.TestDevice;
import graft.fetch.Sha256;
import graft.files.ModelFile;
import graft.job.Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a run leaves is true, and makes the run again. */
class RecordTest extends TerminalSession {
  @BeforeAll
  static void drawFewDigits() throws IOException {
    SyntheticDigits.write(folder.resolve("few"), 160, 40, 1, true);
  }

  private static String few() {
    return folder.resolve("few").toString();
  }

  private int onDevice(String... arguments) {
    return graft(
        Stream.concat(Arrays.stream(arguments), Stream.of("--device", TestDevice.choice()))
            .toArray(String[]::new));
  }

  private static JsonNode json(Path run, String file) throws IOException {
    return new ObjectMapper().readTree(run.resolve(file).toFile());
  }

  /** The lines without seconds and images a second. */
  private static List<String> history(Path run) throws IOException {
    try (Stream<String> lines = Files.lines(run.resolve("history.csv"))) {
      return lines.map(line -> line.replaceAll(",[^,]*,[^,]*$", "")).toList();
    }
  }

  /** Makes a run again, by what its record says, and compares. */
  private void assertIsMadeAgain(Path run) throws IOException {
    JsonNode record = json(run, "result.json");
    List<String> words = new ArrayList<>();
    record.path("commandLine").forEach(word -> words.add(word.asText()));
    assertThat(words).doesNotContain("--out", "--force", "--resume", run.toString());
    Path again = run.resolveSibling(run.getFileName() + "-again");
    words.addAll(List.of("--out", again.toString()));
    assertThat(graft(words.toArray(String[]::new))).isZero();
    assertThat(history(again)).isEqualTo(history(run)).hasSizeGreaterThan(1);
    assertThat(again.resolve("steps.csv")).hasSameTextualContentAs(run.resolve("steps.csv"));
    assertThat(json(again, "result.json").path("commandLine"))
        .isEqualTo(record.path("commandLine"));
  }

  @Test
  void aTrainingSaysWhatRan() throws IOException {
    Path run = folder.resolve("said");
    assertThat(
            onDevice(
                "train",
                "examples/lenet5.yaml",
                "--fast",
                "--data",
                few(),
                "--limit",
                "50",
                "--batch",
                "100000",
                "--epochs",
                "2",
                "--freeze=conv1,conv2",
                "--out",
                run.toString()))
        .isZero();
    JsonNode record = json(run, "result.json");
    Device device = SharedDevice.get();
    assertThat(record.at("/data/training").asInt()).isEqualTo(50);
    assertThat(record.at("/data/limit").asInt()).isEqualTo(50);
    assertThat(record.at("/data/validation").asInt()).isEqualTo(40);
    assertThat(record.at("/training/batch").asInt()).isEqualTo(50);
    assertThat(record.at("/environment/fast").asText()).isEqualTo("true");
    assertThat(record.at("/environment/tune").asText()).isEqualTo("false");
    assertThat(record.at("/environment/math").asText()).isEqualTo("FP32");
    device
        .processor()
        .ifPresent(
            computing -> {
              int threads = computing.threads();
              assertThat(record.at("/environment/threads").asInt()).isEqualTo(threads);
              assertThat(record.at("/variables/GRAFT_THREADS").asInt()).isEqualTo(threads);
              assertThat(record.at("/environment/instructions").asText())
                  .isEqualTo(computing.instructions());
              assertThat(device.description()).contains(computing.instructions(), threads + " thr");
            });
    assertThat(record.path("finished").asBoolean()).isTrue();
    assertThat(Files.readAllLines(run.resolve("steps.csv"))).hasSize(1 + 2); // a step an epoch
    assertThat(json(run, "report.json").at("/networks/0/sha256").asText())
        .isEqualTo(Sha256.of(run.resolve("model.safetensors")));
    assertIsMadeAgain(run);
  }

  /** The page on a run's folder names all that is in its files. */
  @Test
  void thePageNamesEveryKeyAndColumn() throws IOException {
    Path run = folder.resolve("paged");
    String[] options = {"experiment", "--data", few(), "--limit", "64", "--epochs", "1"};
    assertThat(onDevice(with(options, "--out", run.toString()))).isZero();
    Set<String> names = new TreeSet<>();
    for (String file : List.of("history.csv", "steps.csv")) {
      names.addAll(List.of(Files.readAllLines(run.resolve(file)).get(0).split(",")));
    }
    JsonNode result = json(run, "result.json");
    for (JsonNode node : List.of(result, result.path("environment"), result.path("data"))) {
      node.fieldNames().forEachRemaining(names::add);
    }
    JsonNode network = json(run, "report.json").at("/networks/2");
    for (JsonNode node :
        List.of(
            network, network.path("filters"), network.path("evaluation"), network.at("/worst/0"))) {
      node.fieldNames().forEachRemaining(names::add);
    }
    String page = Files.readString(Path.of("docs/runs.md"));
    assertThat(names).hasSizeGreaterThan(50).allMatch(name -> page.contains("`" + name + "`"));
  }

  /** What a person did not say, because GRAFT_DATA does, the record does. */
  @SoftwareOnly("its bits are those of another process")
  @Test
  void anExperimentIsMadeAgainWithoutItsEnvironment() throws Exception {
    Path run = folder.resolve("elsewhere");
    Process process =
        ChildJvm.startAlike(
            Map.of("GRAFT_DATA", few()),
            Main.class,
            "experiment",
            "--limit=96",
            "--epochs",
            "1",
            "--seed",
            "-3,4",
            "--student-lr",
            "2e-3",
            "--out",
            run.toString());
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    JsonNode record = json(run, "result.json");
    assertThat(record.path("command").asText())
        .endsWith("--data " + folder.toAbsolutePath().resolve("few") + " --device software");
    assertThat(record.path("finished").asBoolean()).isTrue();
    assertIsMadeAgain(run);
  }

  @Test
  void anExperimentThatGoesOnLeavesItsReportAsItIs() throws IOException {
    Path run = folder.resolve("gone-on");
    String[] options = {
      "experiment", "--data", few(), "--limit", "64", "--epochs", "1", "--batch", "999"
    };
    assertThat(onDevice(with(options, "--out", run.toString()))).isZero();
    assertThat(out.toString()).contains("batch 64 (all images, of 999 asked for)");
    String report = Files.readString(run.resolve("report.json"));
    String steps = Files.readString(run.resolve("steps.csv"));
    assertThat(steps.lines()).hasSize(1 + 5).element(1).asString().startsWith("1,teacher,1,1,");
    assertThat(onDevice(with(options, "--resume", run.toString()))).isZero();
    assertThat(run.resolve("report.json")).content().isEqualTo(report);
    assertThat(run.resolve("steps.csv")).content().isEqualTo(steps);

    JsonNode networks = new ObjectMapper().readTree(report).path("networks");
    assertThat(networks.findValuesAsText("run"))
        .containsExactly(
            "teacher",
            "wider random-pad",
            "wider net2wider",
            "deeper random-init",
            "deeper net2deeper");
    assertThat(networks.at("/2/filters/copied")).hasSize(64);
    assertThat(networks.at("/4/certificate/preserves").asBoolean()).isTrue();
    assertThat(networks.at("/1/certificate/preserves").asBoolean()).isFalse();
    assertThat(networks.path(0).has("certificate")).isFalse();
    for (JsonNode student : networks) {
      Path file = run.resolve(student.path("file").asText());
      assertThat(student.path("sha256").asText()).isEqualTo(Sha256.of(file));
      ModelFile model = ModelFile.read(file);
      if (student.has("certificate")) {
        assertThat(student.at("/lineage/parents/0/sha256")).isEqualTo(networks.at("/0/sha256"));
        assertThat(Certificate.last(model.lineage()))
            .contains((ObjectNode) student.path("certificate"));
      }
    }
  }

  private static String[] with(String[] some, String... more) {
    return Stream.concat(Arrays.stream(some), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void aNetworkThatDivergedIsTheReportsLastAndHasNoFile() throws IOException {
    assertThat(graft(experiment("--epochs", "1", "--limit", "96", "--student-lr", "3e38")))
        .isEqualTo(1);
    JsonNode networks = json(folder.resolve("run"), "report.json").path("networks");
    assertThat(networks).hasSize(2);
    assertThat(networks.path(0).has("evaluation")).isTrue();
    assertThat(networks.path(1).has("file")).isFalse();
    assertThat(networks.path(1).has("certificate")).isTrue();
    assertThat(json(folder.resolve("run"), "result.json").path("finished").asBoolean()).isFalse();
  }
}
