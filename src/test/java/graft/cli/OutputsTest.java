package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.SyntheticDigits;
import graft.device.SoftwareOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Outputs that cannot be written are refused before the first step of work. */
@SoftwareOnly("it traces the software device")
class OutputsTest extends TerminalSession {
  /** What an output may be that no file and no folder can be made at. */
  private static final List<String> NOWHERE =
      List.of("FOLDER/notes/below", "/proc/graft/below", "FOLDER/" + "n".repeat(300));

  @BeforeAll
  static void trainOnce() throws IOException {
    Files.writeString(folder.resolve("notes"), "a file");
    SyntheticDigits.write(folder.resolve("few"), 64, 64, 1, true);
    String[] words =
        words("train examples/lenet5.yaml --device software --data FOLDER/few --quiet --epochs 1");
    OutputsTest test = new OutputsTest();
    assertThat(test.graft(with(words, "--out", folder + "/trained")))
        .as(test.err.toString())
        .isZero();
  }

  private static String[] words(String line) {
    return line.replace("FOLDER", folder.toString()).split(" ");
  }

  private static String[] with(String[] words, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(words));
    all.addAll(Arrays.asList(more));
    return all.toArray(String[]::new);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train examples/lenet5.yaml --data FOLDER/few --epochs 1 --out",
        "train examples/lenet5.yaml --data FOLDER/few --epochs 1 --out FOLDER/run --tensorboard",
        "train examples/lenet5.yaml --data FOLDER/few --epochs 1 --out FOLDER/run --trace",
        "experiment --data FOLDER/few --epochs 1 --out",
        "experiment --data FOLDER/few --epochs 1 --out FOLDER/run --trace",
        "widen FOLDER/trained fc1=130 -o",
        "deepen FOLDER/trained fc1 -o",
        "enlarge FOLDER/trained conv1=7 -o",
        "new-head FOLDER/trained --classes 3 -o",
        "calibrate FOLDER/trained --data FOLDER/few -o",
        "export FOLDER/trained -o",
        "import FOLDER/missing.onnx -o",
        "selftest --device software --short --no-data --out",
      })
  void anOutputThatCannotBeWrittenIsRefusedBeforeAnyWork(String command) {
    for (String place : NOWHERE) {
      String end = command.startsWith("export") ? ".onnx" : "";
      String output = place.replace("FOLDER", folder.toString()) + end;
      out.getBuffer().setLength(0);
      err.getBuffer().setLength(0);

      assertThat(graft(with(words(command), output))).as(output).isBetween(1, 2);
      assertThat(out.toString()).as("work for " + output).isEmpty();
      assertThat(err.toString())
          .contains(output)
          .doesNotContain("\tat ", "Exception")
          .containsPattern("(: |, but )[a-z].{12,}");
      assertThat(folder.resolve("run")).doesNotExist();
    }
  }

  @Test
  void anEmptyPathIsNotTheCurrentFolder() {
    String[] empty = {"", " "};
    for (String nothing : empty) {
      assertThat(graft(with(words("train examples/lenet5.yaml --data FOLDER/few --out"), nothing)))
          .isEqualTo(2);
      assertThat(graft("export", nothing, "-o", folder + "/x.onnx")).isEqualTo(2);
      assertThat(
              graft("train", "examples/lenet5.yaml", "--data", nothing, "--out", folder + "/run"))
          .isEqualTo(1);
    }
    assertThat(err.toString().lines().filter(line -> line.contains("variable of the shell")))
        .hasSize(6);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aTraceIntoAPipeIsRefusedAndDoesNotWaitForAReader() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThat(
            graft(
                words(
                    "train examples/lenet5.yaml --data FOLDER/few --device software --trace "
                        + pipe)))
        .isEqualTo(2);
    assertThat(err.toString()).contains("found a pipe, a device or a socket, expected a file");
  }

  @Test
  void aTuningFileThatCannotBeKeptIsAWarningAndTheTrainingGoesOn() {
    String[] words =
        words(
            "train examples/lenet5.yaml --device software --data FOLDER/few --quiet --epochs 1"
                + " --out FOLDER/tuned --tune=/proc/graft/tuning.json");
    assertThat(graft(words)).isZero();
    assertThat(err.toString())
        .startsWith("graft: the tuned algorithms will not be kept")
        .contains("/proc/graft/tuning.json");
  }
}
