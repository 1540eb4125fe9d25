package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import graft.device.TestDevice;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Model;
import graft.tensor.HostTensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused in a sentence, or said, of data, networks and models that do not fit. */
class UnsoundInputsTest extends TerminalSession {
  private static final String NETWORK =
      """
      network:
        nodes:
          - {name: flatten, op: flatten}
          - {name: fc1, op: dense, units: %s}
      training:
        epochs: 1
        batch: 8
        seed: 5
        optimizer:
          sgd: {rate: 0.1}
      """;

  private Path pets;
  private Path yaml;

  @BeforeEach
  void draw() throws IOException {
    pets = folder.resolve("pets");
    for (String name : List.of("cat", "\u001b[31mdog")) {
      Files.createDirectories(pets.resolve(name));
      for (int i = 0; i < 20; i++) {
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, i * 500 + name.length());
        ImageIO.write(image, "png", pets.resolve(name).resolve(i + ".png").toFile());
      }
    }
    yaml = Files.writeString(folder.resolve("net.yaml"), NETWORK.formatted("classes"));
  }

  @Test
  void aNumberOfUnitsThatIsNotTheDatasIsNamed() throws IOException {
    for (int units : new int[] {1, 5}) {
      Path other = Files.writeString(folder.resolve("other.yaml"), NETWORK.formatted(units));
      int code = software("train", other.toString(), "--data", pets.toString(), out("other"));
      assertThat(code).isEqualTo(2);
      assertThat(err.toString())
          .contains(
              "other.yaml:4:7: network.nodes[1] ('fc1') gives "
                  + units
                  + " logits, pets train has 2")
          .doesNotContain("\tat ");
    }
  }

  /** It would be a class of theirs from then on. */
  @Test
  void aRunIsNotKeptAmongTheImages() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), pets);
    for (Path inside :
        List.of(pets, pets.resolve("run"), pets.resolve("cat/r"), link.resolve("r"))) {
      assertThat(software("train", yaml + "", "--data", pets + "", "--out", inside + ""))
          .isEqualTo(1);
      assertThat(err.toString())
          .contains(inside + ": found inside the images of " + pets)
          .contains("expected --out FOLDER outside of them");
    }
    assertThat(pets).isDirectoryNotContaining("glob:**/{run,checkpoints}");
    Path split = Files.createDirectory(folder.resolve("split"));
    Files.move(pets, split.resolve("train"));
    assertThat(software("train", yaml + "", "--data", split + "", "--out", split + "/run"))
        .isZero();
    assertThat(software("evaluate", split + "/run", "--data", split + "")).isZero();
  }

  @Test
  void aBatchThatNoTensorCanHoldIsRefusedOrCutToTheImages() throws IOException {
    train("batch", "--batch", "2000000000");
    assertThat(software("evaluate", run("batch"), "--data", pets + "", "--batch", "2000000000"))
        .isZero();
    assertThat(software("summary", run("batch"), "--batch", "2000000000")).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "a batch of 2,000,000,000 is too large: node 'input' gives [2, 2, 3] for each image",
            "expected a batch of at most 178,956,970")
        .doesNotContain("\tat ");
  }

  @Test
  void aModelWhoseWeightsAreNoNumbersIsNamedInASentence() throws IOException {
    train("nan");
    ModelFile file = ModelFile.read(folder.resolve("nan/model.safetensors"));
    Map<String, HostTensor> damaged = new HashMap<>();
    file.model()
        .weights()
        .tensors()
        .forEach((name, tensor) -> damaged.put(name, HostTensor.filled(tensor.shape(), Float.NaN)));
    Path model = folder.resolve("nan.safetensors");
    ModelFile.of(Model.of(file.model().spec(), damaged), file.preprocessing(), file.classNames())
        .write(model);
    assertThat(software("predict", model.toString(), pets.resolve("cat/1.png").toString()))
        .isEqualTo(1);
    assertThat(software("evaluate", model.toString(), "--data", pets.toString())).isEqualTo(1);
    assertThat(err.toString())
        .contains("has the logit NaN for class 0, expected a finite number")
        .doesNotContain("\tat ");
  }

  @Test
  void namesThatATerminalWouldObeyAreShownWithQuestionMarks() throws IOException {
    train("names");
    assertThat(software("evaluate", run("names"), "--data", pets.toString())).isZero();
    assertThat(
            software(
                "predict", run("names"), pets.resolve("\u001b[31mdog/1.png").toString(), "--top=2"))
        .isZero();
    assertThat(out.toString()).contains("0 ?[31mdog", "cat ").doesNotContain("\u001b");
  }

  @Test
  void anEvaluationSeesTheImagesThatTheTrainingHeldBack() throws IOException {
    train("seed"); // the file's seed is 5
    assertThat(software("evaluate", run("seed"), "--data", pets.toString())).isZero();
    assertThat(out.toString())
        .contains("4 of 40 images, drawn with seed 5")
        .doesNotContain("seed 1");
  }

  @Test
  void aTrainingGoesOnWithoutTheImagesThatTheModelsTrainingHeldBack() throws IOException {
    train("first");
    String said = "data      test images are those that the model's training held back";
    assertThat(software(with("train", run("first"), "--seed", "2", out("second")))).isZero();
    assertThat(out.toString()).contains(said, "drawn with seed 2", "drawn with seed 5");
    assertThat(data("second")).isEqualTo(data("first"));
    assertThat(software(with("train", run("second"), "--seed", "3", out("third")))).isZero();
    assertThat(data("third")).as("two trainings ago").isEqualTo(data("first"));
    for (String[] looked :
        List.of(
            with("evaluate", run("third")),
            with("diff", run("third"), run("first")),
            with("widen", run("third"), "fc1=3", "-o", folder.resolve("wide") + ""))) {
      out.getBuffer().setLength(0);
      software(looked);
      assertThat(out.toString()).as(looked[0]).contains(said);
    }

    Files.copy(pets.resolve("cat/0.png"), pets.resolve("cat/more.png"));
    assertThat(software(with("train", run("first"), "--seed", "2", out("more")))).isZero();
    assertThat(data("more")).as("other images, drawn anew").isNotEqualTo(data("first"));
  }

  private String[] with(String... arguments) {
    return Stream.concat(Stream.of(arguments), Stream.of("--data", pets.toString()))
        .toArray(String[]::new);
  }

  private List<Lineage.Data> data(String run) throws IOException {
    List<Lineage.Data> all =
        ModelFile.read(Path.of(run(run), "model.safetensors")).lineage().data();
    return all.subList(all.size() - 1, all.size());
  }

  @Test
  void anEvaluationIsLimitedToImagesOfAllClasses() throws IOException {
    train("limit");
    assertThat(software("evaluate", run("limit"), "--data", pets + "", "--limit", "2", "--json"))
        .isZero();
    assertThat(out.toString())
        .containsPattern("\"samples\" : 2")
        .containsPattern("\"support\" : 1");
    assertThat(software("evaluate", run("limit"), "--data", pets + "", "--limit", "5"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("--limit is 5, but the test set has 4 images");
  }

  @Test
  void aPipeIsNoModelOfAnotherFramework() throws Exception {
    Path pipe = folder.resolve("pipe.onnx");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    int code =
        assertTimeoutPreemptively(
            Duration.ofSeconds(20),
            () -> graft("import", pipe.toString(), "-o", folder + "/x.safetensors"));
    assertThat(code).isEqualTo(1);
    assertThat(err.toString())
        .contains("pipe.onnx: found something that is no file to read from; expected an ONNX file");
  }

  private void train(String name, String... more) {
    String[] words = {"train", yaml.toString(), "--data", pets.toString(), out(name)};
    int code =
        software(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    out.getBuffer().setLength(0);
  }

  private static String out(String name) {
    return "--out=" + folder.resolve(name);
  }

  private static String run(String name) {
    return folder.resolve(name).toString();
  }

  private int software(String... words) {
    return graft(
        Stream.concat(Arrays.stream(words), Stream.of("--device", TestDevice.choice()))
            .toArray(String[]::new));
  }
}
