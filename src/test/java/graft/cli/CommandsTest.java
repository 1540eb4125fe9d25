package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.SyntheticDigits;
import graft.device.TestDevice;
import graft.fetch.Sha256;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Node;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a stranger does in the first quarter of an hour: train, predict, widen, train on, compare.
 */
class CommandsTest extends TerminalSession {
  private static Path trained;

  @BeforeAll
  static void train() {
    trained = folder.resolve("lenet");
    CommandsTest session = new CommandsTest();
    int code =
        session.onDevice(
            "train", "examples/lenet5.yaml", data(), "--epochs", "3", "--out", trained.toString());
    assertThat(session.err.toString()).isEmpty();
    assertThat(code).isZero();
    assertThat(session.out.toString())
        .contains("2,000 training and 500 test images")
        .contains("  epoch 3 ")
        .contains("written to " + trained.resolve("model.safetensors"));
  }

  private static String data() {
    return "--data=" + folder.resolve("digits");
  }

  private int onDevice(String... arguments) {
    return graft(
        Stream.concat(Arrays.stream(arguments), Stream.of("--device", TestDevice.choice()))
            .toArray(String[]::new));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void trainingLeavesModelHistoryAndRecord() throws IOException {
    ModelFile model = ModelFile.read(trained.resolve("model.safetensors"));
    assertThat(model.model().spec().parameterCount()).isEqualTo(61_706);
    assertThat(model.lineage().epochs()).isEqualTo(3);
    assertThat(model.lineage().seeds()).containsExactly(1L);
    assertThat(model.lineage().data().get(0).training()).isEqualTo(2000);
    assertThat(Files.readAllLines(trained.resolve("history.csv"))).hasSize(5);
    JsonNode record = json(Files.readString(trained.resolve("result.json")));
    assertThat(record.path("finished").asBoolean()).isTrue();
    assertThat(record.at("/training/epochs").asInt()).isEqualTo(3);
    assertThat(record.at("/training/optimizer/adamw/rate").asDouble()).isEqualTo(1e-3);
    assertThat(record.at("/epochs/2/validation/accuracy").asDouble()).isGreaterThan(0.5);
    assertThat(record.at("/commandLine/0").asText()).isEqualTo("train");
    assertThat(record.at("/data/training").asInt()).isEqualTo(2000);
  }

  @Test
  void evaluateFindsWhatTrainingFound() throws IOException {
    assertThat(onDevice("evaluate", trained.toString(), data(), "--json")).isZero();
    JsonNode found = json(out.toString());
    JsonNode kept = json(Files.readString(trained.resolve("result.json")));
    int epoch = kept.path("keptEpoch").asInt();
    JsonNode validation = kept.at("/epochs/" + (epoch - 1) + "/validation");
    assertThat(found.path("accuracy").asDouble()).isEqualTo(validation.path("accuracy").asDouble());
    assertThat(found.path("loss").asDouble())
        .isCloseTo(validation.path("loss").asDouble(), offset(1e-5));

    assertThat(onDevice("evaluate", trained.toString(), data())).isZero();
    assertThat(out.toString()).contains("top-5", "taken for: a row a class");
  }

  @Test
  void predictTakesImagesOfAnySizeAndSaysWhatItDid() throws IOException {
    Path ink = folder.resolve("ink.png");
    ImageIO.write(inkOnPaper(), "png", ink.toFile());

    assertThat(onDevice("predict", trained.toString(), ink.toString(), "--invert", "--json"))
        .isZero();
    assertThat(err.toString()).contains("56x56 to 28x28");
    JsonNode first = json(out.toString()).path(0);
    assertThat(first.path("image").asText()).isEqualTo(ink.toString());
    assertThat(first.path("classes")).hasSize(3);

    assertThat(onDevice("predict", trained.toString(), ink.toString(), "--top", "1")).isZero();
    assertThat(err.toString()).contains("--invert");
  }

  /** The first drawn digit, twice as large, black on white. */
  private static BufferedImage inkOnPaper() {
    byte[] pixels = SyntheticDigits.draw("one", 1, 9).images();
    int size = 2 * SyntheticDigits.SIZE;
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        int light = 255 - Byte.toUnsignedInt(pixels[y / 2 * SyntheticDigits.SIZE + x / 2]);
        image.setRGB(x, y, light << 16 | light << 8 | light);
      }
    }
    return image;
  }

  @Test
  void grownModelsComputeTheSameAndCanBeTrainedOn() throws IOException {
    Path wider = folder.resolve("wider.safetensors");
    assertThat(onDevice("widen", trained.toString(), "conv1=12", "fc1=200", "-o", wider.toString()))
        .isZero();
    assertThat(out.toString()).contains("the function is preserved", "61,706 -> ");
    ModelFile grown = ModelFile.read(wider);
    assertThat(grown.lineage().parents().get(0).sha256())
        .isEqualTo(Sha256.of(trained.resolve("model.safetensors")));
    assertThat(grown.lineage().transforms()).hasSize(3);
    assertThat(grown.lineage().transforms().get(0).arguments()).containsEntry("epochs", "3");
    JsonNode certificate = json(grown.lineage().transforms().get(2).arguments().get("certificate"));
    assertThat(certificate.path("preserves").asBoolean()).isTrue();
    assertThat(certificate.at("/after/parameters").asLong())
        .isEqualTo(grown.model().spec().parameterCount());

    Path deeper = folder.resolve("deeper.safetensors");
    assertThat(onDevice("deepen", wider.toString(), "fc1", "-o", deeper.toString())).isZero();
    assertThat(ModelFile.read(deeper).model().spec().nodes().stream().map(Node::name))
        .contains("fc1-deeper");

    Path on = folder.resolve("on");
    assertThat(
            onDevice(
                "train",
                deeper.toString(),
                data(),
                "--epochs",
                "1",
                "--lr",
                "1e-4",
                "--out",
                on.toString()))
        .isZero();
    JsonNode before = json(Files.readString(on.resolve("result.json"))).path("before");
    JsonNode teacher = json(Files.readString(trained.resolve("result.json")));
    JsonNode kept =
        teacher.at("/epochs/" + (teacher.path("keptEpoch").asInt() - 1) + "/validation");
    assertThat(before.path("loss").asDouble())
        .isCloseTo(kept.path("loss").asDouble(), offset(1e-4));
    Lineage lineage = ModelFile.read(on.resolve("model.safetensors")).lineage();
    assertThat(lineage.parents())
        .extracting(Lineage.Parent::file)
        .containsExactly("model.safetensors", "wider.safetensors", "deeper.safetensors");
    assertThat(lineage.transforms())
        .extracting(Lineage.Transform::name)
        .containsExactly("train", "widen", "widen", "deepen");
    assertThat(lineage.epochs()).isEqualTo(1);
  }

  @Test
  void aRunThatEndedIsResumedToTheSameModel() throws IOException {
    Path run = folder.resolve("resumed");
    List<String> common = List.of("train", "examples/lenet5.yaml", data(), "--epochs", "3");
    assertThat(onDevice(with(common, "--out", run.toString()))).isZero();
    byte[] weights = Files.readAllBytes(run.resolve("history.csv"));
    Files.delete(run.resolve("model.safetensors"));
    assertThat(onDevice(with(common, "--resume", run.toString()))).isZero();
    assertThat(ModelFile.read(run.resolve("model.safetensors")).model().weights().tensors())
        .isEqualTo(
            ModelFile.read(trained.resolve("model.safetensors")).model().weights().tensors());
    assertThat(Files.readAllBytes(run.resolve("history.csv"))).isEqualTo(weights);

    assertThat(onDevice(with(common, "--resume", run.toString(), "--seed", "2"))).isEqualTo(1);
    assertThat(err.toString()).contains("its seed is 1, here it is 2").doesNotContain("\tat ");
  }

  private static String[] with(List<String> some, String... more) {
    return Stream.concat(some.stream(), Arrays.stream(more)).toArray(String[]::new);
  }

  @Test
  void summaryShowsTrainingFilesAndModels() {
    assertThat(onDevice("summary", "examples/lenet5.yaml")).isZero();
    String ofFile = out.toString();
    assertThat(ofFile).contains("61,706", "memory in training");
    assertThat(onDevice("summary", trained.toString())).isZero();
    assertThat(out.toString()).isEqualTo(ofFile + ofFile);
    assertThat(onDevice("summary", "examples/resnet20.yaml")).isEqualTo(2);
    assertThat(onDevice("summary", "examples/resnet20.yaml", "--input", "32,32,3", "--json"))
        .isZero();
    assertThat(err.toString()).contains("tell it with --input H,W,C");
  }

  @Test
  void profileTrainsSoManyStepsAndLeavesNothing() {
    Path out = folder.resolve("profiled");
    List<String> some =
        List.of("train", "examples/lenet5.yaml", data(), "--out", out.toString(), "--profile", "3");
    assertThat(onDevice(with(some))).isZero();
    assertThat(this.out.toString()).contains("profiled  3 steps after 10 others");
    assertThat(out).doesNotExist();
    assertThat(onDevice(with(some, "--limit", "20"))).isEqualTo(2);
    assertThat(err.toString()).contains("--batch is 64, but --profile has 20 images");
  }

  @Test
  void helpOfEveryCommandHasAnExampleAndNoEmptyDefault() {
    for (String command :
        List.of(
            "train",
            "evaluate",
            "predict",
            "summary",
            "widen",
            "deepen",
            "enlarge",
            "calibrate",
            "diff",
            "new-head",
            "experiment")) {
      assertThat(graft("help", command)).isZero();
    }
    assertThat(out.toString()).doesNotContain("Optional.empty", "Optional[");
    assertThat(out.toString().split("Example", -1)).hasSizeGreaterThanOrEqualTo(12);
    assertThat(graft("generate-completion")).isZero();
    assertThat(out.toString()).contains("_picocli_graft_widen");
  }

  @Test
  void mistakesAreSaidInASentenceBeforeAnyWork() throws IOException {
    Path yaml =
        Files.writeString(
            folder.resolve("bad.yaml"), "network:\n  nodes:\n    - {name: a, op: conv}\n");
    assertThat(onDevice("train", yaml.toString(), data())).isEqualTo(1);
    assertThat(err.toString()).contains("bad.yaml:3", "conv2d");
    Path text = Files.writeString(folder.resolve("page.html"), "<!DOCTYPE html><html></html>");
    assertThat(onDevice("predict", text.toString(), text.toString())).isEqualTo(1);
    assertThat(onDevice("train", "examples/lenet5.yaml", data(), "--out", trained.toString()))
        .isEqualTo(1);
    assertThat(onDevice("widen", trained.toString(), "conv1=3", "-o", folder + "/x.safetensors"))
        .isEqualTo(2);
    assertThat(onDevice("widen", trained.toString(), "conv9=64", "-o", folder + "/x.safetensors"))
        .isEqualTo(2);
    assertThat(onDevice("deepen", trained.toString(), "pool1", "-o", folder + "/x.safetensors"))
        .isEqualTo(2);
    assertThat(folder.resolve("x.safetensors")).doesNotExist();
    assertThat(err.toString())
        .contains("HTML", "of an earlier run", "conv9", "cannot be widened to 3")
        .doesNotContain("\tat ");
  }
}
