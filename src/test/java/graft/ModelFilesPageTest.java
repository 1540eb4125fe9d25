package graft;

import static org.assertj.core.api.Assertions.assertThat;

import graft.files.Lineage;
import graft.files.ModelFile;
import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.Preprocessing;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/model-files.md shows is what happens: its code is here, its header comes of it. */
class ModelFilesPageTest {
  private static final Path PAGE = Path.of("docs", "model-files.md");

  @TempDir private Path folder;

  @Test
  void theCodeOfThePageWritesTheHeaderOfThePage() throws IOException {
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(8, 8, 1))
            .then("conv1", Conv2d.same(4, 3))
            .then("flatten", new Flatten())
            .then("fc1", new Dense(2))
            .build();
    Model trained = Model.untrained(spec, 1);
    Path path = folder.resolve("student.safetensors");
    Instant now = Instant.parse("2026-11-26T12:00:00Z");
    String sha256 = "0".repeat(64);

    Lineage lineage =
        Lineage.madeAt(now)
            .withParent(new Lineage.Parent("teacher.safetensors", sha256))
            .withTransform(new Lineage.Transform("widen", Map.of("conv1", "4")))
            .withSeed(1)
            .withData(new Lineage.Data("shapes", Map.of("train-images", sha256), 6000, 1000))
            .withTraining(3, Duration.ofSeconds(75));
    ModelFile.of(trained, Preprocessing.scaled(1), List.of("disc", "square"))
        .withLineage(lineage)
        .write(path);

    ModelFile file = ModelFile.read(path);
    Model model = file.model();
    List<String> names = file.classNames();

    assertThat(model).isEqualTo(trained);
    assertThat(names).containsExactly("disc", "square");
    assertThat(shown()).isEqualTo(header(path));
  }

  /** The page breaks the header into lines that begin and end with no space. */
  private static String shown() throws IOException {
    String page = Files.readString(PAGE);
    String begin = "```json\n";
    int from = page.indexOf(begin) + begin.length();
    return String.join(
        "", page.substring(from, page.indexOf("```", from)).lines().map(String::strip).toList());
  }

  private static String header(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return new String(bytes, Long.BYTES, length, StandardCharsets.UTF_8).strip();
  }
}
