package graft.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InvocationTest {
  private static final List<String> WORDS =
      List.of("train", "a file.yaml", "--data=x", "it's", "$HOME", "", "--seed", "-1", "*");

  @Test
  void plainWordsStandAsTheyAre() {
    assertThat(new Invocation(List.of("experiment", "--seed", "1,2"), Map.of("A", "2")).line())
        .isEqualTo("A=2 graft experiment --seed 1,2");
  }

  /** A shell is asked what it makes of the line. */
  @Test
  void aShellTakesEveryWordBack() throws IOException {
    Invocation invocation = new Invocation(WORDS, Map.of("A", "x y"));
    String script = "graft() { printf '%s\\n' \"$A\" \"$@\"; }; " + invocation.line();
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
    String said = new String(shell.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(said).isEqualTo("x y\n" + String.join("\n", WORDS) + "\n");
  }
}
