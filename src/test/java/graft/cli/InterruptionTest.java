package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.data.SyntheticDigits;
import graft.device.ChildJvm;
import graft.device.SoftwareOnly;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Ctrl-C (INT), TERM and HUP do to an experiment, and how it goes on. */
class InterruptionTest extends TerminalSession {
  private static final boolean IGNORES_INT = ignores(2);
  private static final int HANG_UP = 1;
  private static final int CODE_OF_TERM = 143;

  @BeforeAll
  static void drawFewDigits() throws IOException {
    SyntheticDigits.write(folder.resolve("few"), 160, 40, 1, true);
  }

  private static void send(String signal, Process process) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /**
   * What a script starts with & ignores INT, and so do its children: Java then leaves it ignored,
   * as shells want it. TERM is sent there instead.
   */
  private static String heard(String signal) {
    return IGNORES_INT ? "TERM" : signal;
  }

  private static boolean ignores(int signal) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      return lines
          .filter(line -> line.startsWith("SigIgn:"))
          .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
          .anyMatch(ignored -> ((ignored >> (signal - 1)) & 1) != 0);
    } catch (IOException e) {
      return false;
    }
  }

  private static String[] options(Path out, String... more) {
    Stream<String> common =
        Stream.of(
            "experiment",
            "--device",
            "software",
            "--data",
            folder.resolve("few").toString(),
            "--epochs",
            "2",
            more.length == 0 ? "--out" : more[0],
            out.toString());
    return common.toArray(String[]::new);
  }

  /** The lines without seconds and images a second. */
  private static List<String> history(Path out) throws IOException {
    try (Stream<String> lines = Files.lines(out.resolve("history.csv"))) {
      return lines.map(line -> line.replaceAll(",[^,]*,[^,]*$", "")).toList();
    }
  }

  /**
   * Runs in another process until a network begins, and sends a signal then.
   *
   * @return what was said afterwards
   */
  private static List<String> interrupted(
      String network, String signal, int code, String... arguments) throws Exception {
    Process process = ChildJvm.startAlike(Map.of(), Main.class, arguments);
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      String line = said.readLine();
      while (line != null && !line.startsWith(network + ":")) {
        line = said.readLine();
      }
      assertThat(line).isNotNull();
      send(heard(signal), process);
      List<String> rest = said.lines().toList();
      assertThat(process.waitFor()).isEqualTo(IGNORES_INT ? CODE_OF_TERM : code);
      return rest;
    } finally {
      process.destroyForcibly();
    }
  }

  @SoftwareOnly("its bits are those of another process")
  @Test
  void anInterruptedExperimentGoesOnToTheSameHistory() throws Exception {
    Path whole = folder.resolve("whole");
    Path cut = folder.resolve("cut");
    assertThat(graft(options(whole))).isZero();
    assertThat(interrupted("wider net2wider", "INT", 130, options(cut)))
        .contains("finishing the step; once more ends the process at once")
        .contains(
            "interrupted; with the same options, --resume " + cut + " goes on where it stopped")
        .last()
        .isEqualTo("report    " + cut.resolve("report.html")); // of what was finished
    assertThat(interrupted("deeper random-init", "TERM", 143, options(cut, "--resume")))
        .anyMatch(line -> line.startsWith("interrupted; "));

    assertThat(graft(options(cut, "--resume"))).isZero();
    assertThat(out.toString()).contains("\n  resumed    after epoch 2\n");
    assertThat(err.toString()).isEmpty();
    assertThat(history(cut)).isEqualTo(history(whole)).hasSize(1 + 5 * 3);
    assertThat(cut.resolve("steps.csv")).hasSameTextualContentAs(whole.resolve("steps.csv"));
    assertThat(Files.readString(cut.resolve("report.json")))
        .containsPattern("(?s)(\"file\" : .*){5}");
  }

  @ParameterizedTest
  @CsvSource({"INT, INT, 130", "TERM, INT, 130", "INT, TERM, 143"})
  void aSecondSignalEndsTheProcessAtOnce(String first, String second, int code) throws Exception {
    Process process = ChildJvm.startAlike(Map.of(), SignalledTwice.class);
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo(SignalledTwice.READY);
      send(heard(first), process);
      assertThat(said.readLine()).isEqualTo(SignalledTwice.FIRST + " true");
      send(heard(second), process);
      assertThat(said.readLine()).isNull();
      assertThat(process.waitFor()).isEqualTo(IGNORES_INT ? CODE_OF_TERM : code);
    } finally {
      process.destroyForcibly();
    }
  }

  /** The system says it to who ran in a terminal, and so does its shell. */
  @Test
  void aTerminalThatIsGoneAsksForAnEndAndSaysSoTwice() throws Exception {
    Process process = ChildJvm.startAlike(Map.of(), SignalledTwice.class);
    try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(said.readLine()).isEqualTo(SignalledTwice.READY);
      send(ignores(HANG_UP) ? "TERM" : "HUP", process);
      assertThat(said.readLine()).isEqualTo(SignalledTwice.FIRST + " true");
      send("HUP", process);
      assertThat(process.waitFor(1, TimeUnit.SECONDS)).isFalse();
      send("TERM", process);
      assertThat(process.waitFor()).isEqualTo(CODE_OF_TERM);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void wrongFoldersAreSaidBeforeTraining() throws IOException {
    Path earlier = Files.createDirectories(folder.resolve("earlier"));
    Files.createFile(earlier.resolve("result.json"));
    assertThat(graft(options(earlier))).isEqualTo(1);
    assertThat(graft(options(earlier, "--resume"))).isEqualTo(1);
    assertThat(graft("experiment", "--resume", "x", "--out", "y")).isEqualTo(2);
    assertThat(graft("experiment", "--resume", "x", "--force")).isEqualTo(2);
    assertThat(graft("experiment", "--force")).isEqualTo(2);
    assertThat(graft("experiment", "--checkpoint-every", "-1")).isEqualTo(2);
    assertThat(err.toString())
        .contains("graft: " + earlier + ": found result.json of an earlier run, expected a folder")
        .contains("graft: " + earlier + ": found no folder checkpoints in it")
        .contains("--resume goes on in its own folder, so it takes neither --out nor --force")
        .contains("--force replaces what is in --out, which is not given")
        .contains("--checkpoint-every is -1.0, expected minutes, 0 or more")
        .doesNotContain("\tat ");
    assertThat(out.toString()).doesNotContain("teacher:");
    assertThat(earlier.resolve("result.json")).isEmptyFile();
  }
}
