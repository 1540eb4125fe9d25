package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** An experiment that cannot be trained on: what is said, and what is left. */
class ExperimentDivergenceTest extends TerminalSession {
  private JsonNode runs() throws IOException {
    String text = Files.readString(folder.resolve("run/result.json"));
    assertThat(text).doesNotContain("NaN").doesNotContain("Infinity");
    return new ObjectMapper().readTree(text).at("/experiments/0/runs");
  }

  @Test
  void aStudentThatDivergesLeavesTheTeacher() throws IOException {
    assertThat(graft(experiment("--epochs", "1", "--limit", "96", "--student-lr", "3e38")))
        .isEqualTo(1);
    assertThat(err.toString())
        .matches(
            "graft: wider random-pad: the loss of step [23] of 3 in epoch 1 is .*, expected a finite"
                + " number; try a learning rate smaller than 3.0E38\\R");
    assertThat(out.toString())
        .containsPattern("\nteacher +[0-9.]+ +[0-9.]+ ")
        .doesNotContainPattern("\nwider random-pad +[0-9.-]+ ")
        .contains("what was finished is in " + folder.resolve("run"));
    assertThat(runs().findValuesAsText("run")).containsExactly("teacher");
    assertThat(Files.readAllLines(folder.resolve("run/history.csv"))).hasSize(1 + 2);
  }

  @Test
  void aTeacherThatDivergesLeavesFilesWithoutARun() throws IOException {
    assertThat(graft(experiment("--epochs", "1", "--limit", "96", "--lr", "3e38"))).isEqualTo(1);
    assertThat(err.toString()).startsWith("graft: teacher: the loss of step ");
    assertThat(out.toString()).contains("no run was finished").doesNotContain("what was finished");
    assertThat(runs()).isEmpty();
    assertThat(Files.readAllLines(folder.resolve("run/history.csv"))).hasSize(1);
  }
}
