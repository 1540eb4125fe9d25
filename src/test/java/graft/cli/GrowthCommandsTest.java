package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.BatchNorm;
import graft.model.Conv2d;
import graft.model.NetworkSpec;
import graft.train.Checkpoint;
import graft.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Growing models and trainings of a small residual network from the command line. */
class GrowthCommandsTest extends GrowthSession {
  private static final String NETWORK =
      """
      network:
        nodes:
          - {name: stem, op: conv2d, filters: 4, kernel: 3, stride: 4, padding: 1, bias: false}
          - {name: stem-bn, op: batch-norm}
          - {name: stem-relu, op: relu}
          - {name: extra, op: conv2d, filters: 4, kernel: 3}
          - {name: extra-relu, op: relu}
          - {name: a, op: conv2d, filters: 3, kernel: 3, bias: false}
          - {name: a-bn, op: batch-norm}
          - {name: a-relu, op: relu}
          - {name: b, op: conv2d, filters: 4, kernel: 3, bias: false}
          - {name: b-bn, op: batch-norm}
          - {name: sum, op: add, inputs: [b-bn, extra-relu]}
          - {name: sum-relu, op: relu}
          - {name: mean, op: global-average-pool}
          - {name: logits, op: dense, units: classes}
      training:
        epochs: 2
        batch: 50
        optimizer:
          sgd: {rate: 0.05, momentum: 0.9, weight-decay: 1e-4}
      """;

  private static Path trained;

  @BeforeAll
  static void train() throws IOException {
    trained = folder.resolve("residual");
    Path yaml = Files.writeString(folder.resolve("residual.yaml"), NETWORK);
    GrowthCommandsTest session = new GrowthCommandsTest();
    int code =
        session.run(
            "train", yaml.toString(), data(), "--limit", "500", "--out", trained.toString());
    assertThat(session.err.toString()).isEmpty();
    assertThat(code).isZero();
  }

  private static Path checkpoint() {
    return trained.resolve("checkpoints/epoch-00002-step-0000000.safetensors");
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void widensAllGroupsOfAResidualNetwork() throws IOException {
    ModelFile wide = ModelFile.read(grow("widen", trained, "wide", "all=2x", data()));
    assertThat(out.toString())
        .contains("stem: 4 channels, made by stem, passed on by stem-bn, read by extra")
        .contains("the function is preserved", "it is preserved");
    NetworkSpec spec = wide.model().spec();
    assertThat(spec.node("stem").op()).isInstanceOf(Conv2d.class);
    assertThat(List.of("stem", "extra", "a", "b"))
        .allSatisfy(
            name -> assertThat(spec.shapeOf(name).last()).isEqualTo(name.equals("a") ? 6 : 8));
    List<Lineage.Transform> done = wide.lineage().transforms();
    assertThat(done)
        .extracting(Lineage.Transform::name)
        .containsExactly("train", "widen", "widen", "widen");
    assertThat(done.get(1).arguments()).containsKeys("stem", "units", "breaking", "copied");
    JsonNode certificate = json(done.get(3).arguments().get("certificate"));
    assertThat(certificate.path("promised").asText()).isEqualTo("everywhere");
    assertThat(certificate.path("samples").asInt()).isEqualTo(512);
    assertThat(certificate.at("/after/parameters").asLong()).isEqualTo(spec.parameterCount());
  }

  @Test
  void newUnitsAreMeasured() throws IOException {
    ModelFile wide =
        ModelFile.read(grow("widen", trained, "new", "stem=6", "--units", "new", data()));
    assertThat(out.toString()).contains("the function is preserved");
    float[] variance = wide.model().weights().get("stem-bn", BatchNorm.VARIANCE).toArray();
    assertThat(variance[4]).isNotEqualTo(1);
    assertThat(variance[5]).isPositive().isNotEqualTo(1);
  }

  @Test
  void deepensByEveryKind() {
    for (String kind : List.of("layer", "normalised", "residual", "random", "he", "copy")) {
      String node =
          switch (kind) {
            case "residual" -> "sum-relu";
            case "copy" -> "extra";
            default -> "a";
          };
      grow("deepen", trained, "deep-" + kind, node, "--by", kind, data());
      boolean preserves = List.of("layer", "normalised", "residual").contains(kind);
      assertThat(out.toString())
          .as(kind)
          .contains(preserves ? "function is preserved" : "function is not preserved");
    }
    for (String start : List.of("gaussian", "copy", "interpolate")) {
      grow(
          "deepen",
          trained,
          "start-" + start,
          "sum-relu",
          "--by=residual",
          "--start",
          start,
          data());
    }
  }

  @Test
  void enlargesWindowsAndInputs() throws IOException {
    Path larger = grow("enlarge", trained, "larger", "a=5", "stem=5x4", "input=2");
    assertThat(out.toString()).contains("the function is preserved");
    ModelFile found = ModelFile.read(larger);
    assertThat(found.preprocessing().channels()).isEqualTo(2);
    assertThat(found.model().weights().get("stem/kernel").shape()).hasToString("[4, 5, 4, 2]");
    assertThat(run("enlarge", trained.toString(), "a=x", "-o", file("no").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("a=x: found 'x', expected a window, as 5 or 3x5");
    assertThat(file("no")).doesNotExist();
  }

  @Test
  void calibratesAndTellsTheDifference() throws IOException {
    Path calibrated = grow("calibrate", trained, "calibrated", data());
    assertThat(out.toString()).contains("training    largest difference of a logit 0.00e+00");
    assertThat(run("diff", trained.toString(), calibrated.toString(), data(), "--json")).isZero();
    JsonNode found = json(out.toString());
    assertThat(found.path("network")).isEmpty();
    assertThat(found.path("weights")).hasSize(6); // two statistics of three normalisations
    assertThat(found.at("/logits/largestDifference").asDouble()).isPositive();
    assertThat(run("diff", trained.toString(), trained.toString(), "--json")).isZero();
    assertThat(run("calibrate", trained.toString(), "-o", file("no").toString())).isEqualTo(2);
    assertThat(err.toString()).contains("expected --data");
  }

  /** A training grows from its checkpoint, follows its teacher, and goes on. */
  @Test
  void growsATrainingAndGoesOn() throws IOException {
    Path wide =
        grow(
            "widen",
            checkpoint(),
            "wide-training",
            "all=2x",
            "--breaking=unit-shares",
            "--follow=7");
    assertThat(out.toString()).contains("a checkpoint at step 20, after 2 epochs");
    TrainingState state = Checkpoint.read(wide);
    assertThat(state.steps()).isEqualTo(20);
    assertThat(state.following().orElseThrow().steps()).isEqualTo(7);
    assertThat(state.optimizer().get(0).get("a/kernel").shape()).hasToString("[6, 3, 3, 8]");

    Path on = folder.resolve("on");
    String[] train = {"train", wide.toString(), data(), "--limit=500", "--out", on.toString()};
    assertThat(run(train)).isEqualTo(2);
    assertThat(err.toString())
        .contains("has 2 epochs behind it, which are counted in, and the training is for 2");
    assertThat(
            run(
                Stream.concat(Arrays.stream(train), Stream.of("--epochs=4"))
                    .toArray(String[]::new)))
        .isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(Files.readAllLines(on.resolve("history.csv")))
        .hasSize(6); // header, before, 4 epochs
    ModelFile trainedOn = ModelFile.read(on.resolve("model.safetensors"));
    assertThat(trainedOn.model().spec().shapeOf("a").last()).isEqualTo(6);
    assertThat(trainedOn.lineage().transforms())
        .extracting(Lineage.Transform::name)
        .containsExactly("train", "widen", "widen", "widen");
    assertThat(trainedOn.lineage().epochs()).isEqualTo(2);
    assertThat(trainedOn.lineage().parents())
        .extracting(Lineage.Parent::file)
        .containsExactly("epoch-00002-step-0000000.safetensors", "wide-training.safetensors");
    assertThat(trainedOn.classNames())
        .isEqualTo(ModelFile.read(trained.resolve("model.safetensors")).classNames());
  }

  @Test
  void refusesToFollowWhereThatCannotBe() {
    refusesUsage(
        "cannot follow its teacher: copies have no one share",
        "widen",
        checkpoint().toString(),
        "a=6",
        "--follow=5");
    refusesUsage(
        "follows its teacher only with its optimizer's memory mapped, and it is to be kept",
        "widen",
        checkpoint().toString(),
        "a=6",
        "--breaking=none",
        "--follow=5",
        "--state=kept");
    refusesUsage(
        "--follow is for a training",
        "widen",
        trained.toString(),
        "a=6",
        "--breaking=none",
        "--follow=5");
    refusesUsage(
        "is a model, which has no optimizer's memory; expected a checkpoint",
        "widen",
        trained.toString(),
        "a=6",
        "--state=reset");
    refusesUsage("cannot be widened to 3", "widen", trained.toString(), "a=3");
    refusesUsage("a=two: found 'two'", "widen", trained.toString(), "a=two");
    refusesUsage("--start is for --by residual", "deepen", trained.toString(), "a", "--start=zero");
  }

  private void refusesUsage(String sentence, String... arguments) {
    assertThat(refuses(sentence, arguments)).isEqualTo(2);
  }
}
