package graft.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import graft.model.Conv2d;
import graft.model.Dense;
import graft.model.Flatten;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Preprocessing;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reader that shares nothing with ours: 20 lines of Python, those of docs/model-files.md. Where
 * there is no Python nothing else can stand in for it; {@link SafetensorsTest} holds the bytes to
 * the format's description without it.
 */
class PythonReaderTest {
  private static final Path SCRIPT =
      Path.of("src", "test", "resources", "graft", "files", "read_safetensors.py");

  @TempDir private Path folder;

  @Test
  void pythonReadsNamesShapesAndBits() throws Exception {
    assumeTrue(hasPython(), "python3 is not installed: the independent reader was not run");
    NetworkSpec spec =
        NetworkSpec.chain(Shape.of(5, 4, 3))
            .then("conv 1", Conv2d.same(2, 3))
            .then("flatten", new Flatten())
            .then("fc/ü", new Dense(2))
            .build();
    Random random = new Random(1);
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      tensors.put(parameter.name(), AnyBits.tensor(random, parameter.shape()));
    }
    Path file = folder.resolve("model.safetensors");
    ModelFile.of(Model.of(spec, tensors), Preprocessing.scaled(3), List.of("a \"b\"", "c"))
        .write(file);

    List<String> expected = new ArrayList<>();
    expected.add("[\"a \\\"b\\\"\", \"c\"] [5, 4, 3]");
    tensors.forEach(
        (name, tensor) -> expected.add(name + " " + tensor.shape() + " " + hex(tensor)));
    assertThat(run("python3", "-X", "utf8", SCRIPT.toString(), file.toString()))
        .isEqualTo(expected);
  }

  private static String hex(HostTensor tensor) {
    StringBuilder hex = new StringBuilder();
    for (int bits : AnyBits.of(tensor)) {
      hex.append("%08x".formatted(Integer.reverseBytes(bits)));
    }
    return hex.toString();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "-c", "").start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static List<String> run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output.lines().toList();
  }
}
