package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.device.SharedDevice;
import graft.files.Lineage;
import graft.files.ModelFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The command line as a user meets it. */
class MainTest extends TerminalSession {
  @Test
  void experimentTrainsAllFiveAndWritesThem() throws IOException {
    int code = graft(experiment("--epochs", "1", "--limit", "1500", "--lr", "0.02", "--seed", "3"));

    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(out.toString())
        .contains("device    " + SharedDevice.get().description())
        .contains("1,500 training and 500 test images")
        .contains("teacher: 238,986 parameters")
        .contains("deeper net2deeper: 280,074 parameters")
        .contains("seed 3")
        .doesNotContain("published");
    JsonNode json =
        new ObjectMapper().readTree(Files.readString(folder.resolve("run/result.json")));
    JsonNode runs = json.at("/experiments/0/runs");
    assertThat(runs.size()).isEqualTo(5);
    double teacher = runs.at("/0/epochs/0/validation/loss").asDouble();
    assertThat(runs.at("/2/before/loss").asDouble()).isBetween(0.9 * teacher, 1.1 * teacher);
    assertThat(runs.at("/4/before/loss").asDouble()).isBetween(0.9999 * teacher, 1.0001 * teacher);
    assertThat(runs.at("/1/before/loss").asDouble()).isGreaterThan(1.1 * teacher);
    assertThat(runs.at("/3/before/loss").asDouble()).isGreaterThan(1.5);
    assertTheFiveModelsAreKept(folder.resolve("run/models"));
  }

  private static void assertTheFiveModelsAreKept(Path models) throws IOException {
    for (String run :
        List.of("wider-random-pad", "wider-net2wider", "deeper-random-init", "deeper-net2deeper")) {
      ModelFile student = ModelFile.read(models.resolve("seed-3-" + run + ".safetensors"));
      assertThat(student.lineage().parents())
          .containsExactly(Lineage.Parent.of(models.resolve("seed-3-teacher.safetensors")));
      assertThat(student.lineage().epochs()).isEqualTo(1);
    }
  }

  @Test
  void ofDataThatIsNotKnownACheckIsOfTheOrderAlone() {
    graft(experiment("--epochs", "1", "--limit", "64", "--check", "shortened"));

    assertThat(out.toString()).contains("the order of the runs is checked alone");
    assertThat(err.toString()).doesNotContain("teacher's last");
  }

  @Test
  void wrongUsageEndsWithTwo() {
    assertThat(graft()).isEqualTo(2);
    assertThat(graft("experiment", "--epochs", "0")).isEqualTo(2);
    assertThat(graft("experiment", "--epochs", "many")).isEqualTo(2);
    assertThat(graft("experiment", "--device", "tpu")).isEqualTo(2);
    assertThat(graft("experiment", "--seed", "1,1")).isEqualTo(2);
    assertThat(graft("experiment", "--lr", "-1")).isEqualTo(2);
    assertThat(graft(experiment("--limit", "2001"))).isEqualTo(2);
    assertThat(err.toString())
        .contains("--epochs is 0, expected 1 or more")
        .contains("--seed is [1, 1], expected each seed once")
        .contains("--limit is 2001, but the training set has 2000 images")
        .doesNotContain("\tat ");
  }

  @Test
  void verboseNamesTheTunedAlgorithms() {
    Path tuned = folder.resolve("tuned.json");
    assertThat(
            graft(
                experiment(
                    "--epochs", "1", "--limit", "64", "--verbose", "--tune=" + tuned, "--fast")))
        .isZero();
    assertThat(out.toString())
        .contains("batch 32  conv1 + pool1: one_channel_conv_pool_choosing")
        .containsPattern("batch 32  conv2: forward CUDNN_CONVOLUTION_FWD_ALGO_\\w+, ")
        .contains("batch 32  fc1 + fc1-relu: cublasSgemm, add_bias_relu, relu_bias_gradient");
    assertThat(tuned).content().contains("fast").doesNotContain("deterministic");
  }

  @Test
  void missingDataAndDevicesAreSaidWithoutATrace() {
    assertThat(graft("experiment", "--data", folder.resolve("nothing").toString())).isEqualTo(1);
    assertThat(err.toString()).contains("nothing").doesNotContain("\tat ");
  }

  @Test
  void theSelfTestTakesSyncToo() {
    assertThat(graft("selftest", "--help")).isZero();
    assertThat(out.toString()).contains("--sync");
  }

  @Test
  void helpAndVersionAreThere() {
    assertThat(graft("--help")).isZero();
    assertThat(graft("--version")).isZero();
    assertThat(graft("experiment", "--help")).isZero();
    assertThat(out.toString()).contains("experiment").contains("graft ").contains("--student-lr");
  }
}
