package graft.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import graft.data.ImageDataset;
import graft.data.SyntheticDigits;
import graft.files.MistakeException;
import graft.files.OpType;
import graft.files.OpTypes;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.tensor.Shape;
import graft.train.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/training-file.md}: its piece of Java runs, and its tables are whole. */
class TrainingFilePageTest {
  private static final Path PAGE = Path.of("docs", "training-file.md");

  @TempDir private Path folder;

  @Test
  void theJavaOfThePageRuns() throws IOException {
    Path path = Path.of("examples", "teacher.yaml");
    ImageDataset digits = SyntheticDigits.draw("digits", 10, 1);
    TrainingFile file = TrainingFile.read(path);
    NetworkSpec spec = file.network().spec(digits.sample(), digits.classes());
    TrainingOptions options = file.training().options();
    Preprocessing preprocessing = file.training().preprocessing().of(digits);
    assertThat(spec.outputShape()).isEqualTo(Shape.of(10));
    assertThat(options.epochs()).isEqualTo(3);
    assertThat(preprocessing.isScaleOnly()).isTrue();
  }

  @Test
  void theMistakesOfThePageAreTold() throws IOException {
    String page = Files.readString(PAGE);
    List<String> mistaken =
        List.of(
            """
            network:
              nodes:
                - {name: conv1, op: conv2d, filter: 8, kernel: 3}
            """,
            """
            network:
              nodes:
                - {name: stem, op: relu}
                - {name: a, op: add, inputs: [stem, c]}
                - {name: b, op: relu}
                - {name: c, op: relu}
            """);
    Path file = folder.resolve("net.yaml");
    for (String yaml : mistaken) {
      Files.writeString(file, yaml);
      assertThatThrownBy(() -> TrainingFile.read(file))
          .isInstanceOf(MistakeException.class)
          .extracting(e -> e.getMessage().replace(folder + "/", ""))
          .satisfies(sentence -> assertThat(page).contains(sentence + "\n"));
    }
  }

  @Test
  void everyOpHasItsRowWithItsAttributes() throws IOException {
    List<String> rows = Files.readAllLines(PAGE);
    for (OpType<?> type : OpTypes.ALL) {
      String row =
          rows.stream()
              .filter(line -> line.startsWith("| `" + type.name() + "` |"))
              .findFirst()
              .orElseThrow(() -> new AssertionError("no row for " + type.name()));
      assertThat(type.attributes().names())
          .as(type.name())
          .allMatch(name -> row.matches(".*`" + name + "[`:].*"));
    }
  }

  /** At whatever depth of the training. */
  @Test
  void everyKeyOfATrainingIsNamed() throws IOException {
    List<String> keys = new ArrayList<>();
    collect(TrainingForm.all().schema(), keys);
    assertThat(keys).contains("epochs", "weight-decay", "after-epochs", "deviation");
    String page = Files.readString(PAGE);
    String training = page.substring(page.indexOf("## The training"), page.indexOf("## What is"));
    assertThat(keys).allMatch(key -> training.matches("(?s).*[`{ ]" + key + "[`:,}].*"));
  }

  private static void collect(JsonNode schema, List<String> keys) {
    schema.path("oneOf").forEach(alternative -> collect(alternative, keys));
    schema
        .path("properties")
        .properties()
        .forEach(
            property -> {
              keys.add(property.getKey());
              collect(property.getValue(), keys);
            });
  }
}
