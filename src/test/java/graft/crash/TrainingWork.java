package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.data.SyntheticDigits;
import graft.files.ModelFile;
import graft.train.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * The folder of a run, made anew in each round: checkpoints at every moment, results, tables, the
 * report with its picture, the model. Who goes on resumes what was left, and gets the same bits.
 */
final class TrainingWork implements Work {
  private static final String NETWORK =
      """
      network:
        input: [28, 28, 1]
        nodes:
          - {name: conv1, op: conv2d, filters: 4, kernel: 3, stride: 3, padding: valid}
          - {name: norm, op: batch-norm}
          - {name: relu, op: relu}
          - {name: flatten, op: flatten}
          - {name: drop, op: dropout, rate: 0.25}
          - {name: logits, op: dense, units: classes}
      training:
        epochs: 2
        batch: 16
        optimizer:
          adamw: {rate: 3e-3}
        best-by: accuracy
      """;

  private static final String TRAIN =
      "train FOLDER/tiny.yaml --device software --data FOLDER/few --quiet --checkpoint-every 0 ";

  @Override
  public String name() {
    return "training";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    SyntheticDigits.write(folder.resolve("few"), 70, 40, 1, false);
    Files.writeString(folder.resolve("tiny.yaml"), NETWORK);
    assertThat(Commands.graft(folder, TRAIN + "--out FOLDER/expected")).isZero();
    assertThat(write(folder, 0, 0, false)).isZero();
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) {
    boolean begun = Files.isDirectory(folder.resolve("run/checkpoints"));
    return Commands.graft(
        folder, TRAIN + (goesOn && begun ? "--resume FOLDER/run" : "--out FOLDER/run --force"));
  }

  @Override
  public boolean refusesASecond() {
    return true;
  }

  @Override
  public void judge(Path folder, Done done) throws IOException {
    Path run = folder.resolve("run");
    for (String file : List.of("result.json", "report.json")) {
      JsonNode read = new ObjectMapper().readTree(run.resolve(file).toFile());
      assertThat(read.get("schema").asInt()).as(file).isEqualTo(1);
    }
    for (String file : List.of("history.csv", "steps.csv")) {
      String text = Files.readString(run.resolve(file));
      assertThat(text).as(file).endsWith("\n");
      assertThat(text.lines().map(line -> line.split(",", -1).length).distinct())
          .as(file)
          .hasSize(1);
    }
    assertThat(run.resolve("report.html")).content().endsWith("</html>\n");
    assertThat(ImageIO.read(run.resolve("curves.png").toFile()).getWidth()).isPositive();
    assertThat(ModelFile.read(run.resolve("model.safetensors")).model()).isEqualTo(model(folder));
    for (Path checkpoint : checkpoints(run)) {
      assertThat(Checkpoint.read(checkpoint).steps()).as(checkpoint.toString()).isPositive();
    }
  }

  private static List<Path> checkpoints(Path run) throws IOException {
    Path folder = run.resolve("checkpoints");
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".safetensors"))
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .toList();
    }
  }

  private static graft.model.Model model(Path folder) throws IOException {
    return ModelFile.read(folder.resolve("expected/model.safetensors")).model();
  }

  @Override
  public void judgeEnd(Path folder, Done done) throws IOException {
    judge(folder, done);
    Path run = folder.resolve("run");
    Path expected = folder.resolve("expected");
    JsonNode result = new ObjectMapper().readTree(run.resolve("result.json").toFile());
    assertThat(result.get("finished").asBoolean()).isTrue();
    assertThat(run.resolve("steps.csv")).hasSameBinaryContentAs(expected.resolve("steps.csv"));
    assertThat(timeless(run.resolve("history.csv")))
        .isEqualTo(timeless(expected.resolve("history.csv")));
    assertThat(checkpoints(run)).hasSameSizeAs(checkpoints(expected));
  }

  /** Its last two columns are times. */
  private static List<String> timeless(Path history) throws IOException {
    return Files.readAllLines(history).stream()
        .map(line -> line.replaceFirst(",[^,]*,[^,]*$", ""))
        .toList();
  }
}
