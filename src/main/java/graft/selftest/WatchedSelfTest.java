package graft.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import graft.fetch.FolderAside;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A self-test in a process of its own: where it fails, crashes or hangs, what is needed to find out
 * why is packed into gpu-report.zip.
 */
public final class WatchedSelfTest {
  /** What it may leave in the report's folder. */
  public static final List<String> FILES = List.of(Report.HTML, Report.JSON, ReportArchive.ZIP);

  private static final Pattern SIGNAL = Pattern.compile("(?m)^# +(SIG[A-Z]+) ");
  private static final Pattern FRAME = Pattern.compile("(?m)^# C +\\[([^\\]]+)\\]");
  private static final int USAGE = 2;
  private static final int SIGNALLED = 128; // what a process adds to the number of its signal
  private static final List<Integer> ASKED_TO_END = List.of(SIGNALLED + 2, SIGNALLED + 15);
  private static final int KILLED = SIGNALLED + 9;

  private final List<String> java;
  private final Path folder;
  private final Duration silence;
  private final PrintWriter screen;
  private final PrintWriter errors;

  /**
   * Of a program.
   *
   * @param java the command that starts Graft, without its arguments; its second word may be an
   *     option of Java's
   * @param folder where the report goes
   * @param silence after which the self-test counts as hanging
   */
  public WatchedSelfTest(
      List<String> java, Path folder, Duration silence, PrintWriter screen, PrintWriter errors) {
    this.java = List.copyOf(java);
    this.folder = folder;
    this.silence = silence;
    this.screen = screen;
    this.errors = errors;
  }

  /**
   * Runs it.
   *
   * @param selftest the arguments that run it
   * @param info the arguments of a command that tells what can be used of the machine
   * @param started hears of the process
   * @return the self-test's exit code
   * @throws IOException if the process cannot be started, or the report not be written
   */
  public int run(List<String> selftest, List<String> info, Consumer<Process> started)
      throws IOException {
    Files.createDirectories(folder);
    for (String old : FILES) {
      Files.deleteIfExists(folder.resolve(old));
    }
    try (FolderAside kept = FolderAside.temporary("graft-selftest")) {
      return run(selftest, info, started, kept.path());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted during the self-test", e);
    }
  }

  private int run(List<String> selftest, List<String> info, Consumer<Process> started, Path kept)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java);
    command.addAll(
        1, List.of("-XX:ErrorFile=" + kept.resolve("hs_err_%p.log"), "-XX:-CreateCoredumpOnCrash"));
    command.addAll(selftest);
    Path log = kept.resolve("log.txt");
    WatchedProcess.End end = WatchedProcess.run(command, log, silence, screen, errors, started);
    if (end.exit() == 0 || end.exit() == USAGE || ASKED_TO_END.contains(end.exit())) {
      return end.exit();
    }
    String said = Files.readString(log, StandardCharsets.UTF_8);
    List<Path> crashes = list(kept, "hs_err_*");
    String cause = cause(end, crashes, said);
    List<String> infoCommand = new ArrayList<>(java);
    infoCommand.addAll(info);
    ReportArchive archive = new ReportArchive(cause, said, infoCommand);
    archive.addReport(folder.resolve(Report.HTML));
    archive.addReport(folder.resolve(Report.JSON));
    for (Path crash : crashes) {
      archive.addCrash(crash);
    }
    Path zip = folder.resolve(ReportArchive.ZIP);
    archive.write(zip);
    errors.println("graft: the self-test failed: " + cause);
    errors.println(
        "graft: "
            + zip.toAbsolutePath().normalize()
            + " holds what is needed to find out why; please attach it to an issue of Graft's"
            + " repository (docs/selftest.md says what is in it)");
    return 1;
  }

  /** In a line. */
  private String cause(WatchedProcess.End end, List<Path> crashes, String said) throws IOException {
    Optional<JsonNode> report = report();
    String during =
        report
            .map(node -> node.path(Report.RUNNING).asText())
            .filter(name -> !name.isEmpty())
            .map(name -> " during \"" + name + "\"")
            .orElse("");
    if (end.hung()) {
      return "it said nothing for " + silence.toSeconds() + " s" + during;
    }
    if (!crashes.isEmpty()) {
      String crash = Files.readString(crashes.get(0), StandardCharsets.ISO_8859_1);
      return "it crashed"
          + first(SIGNAL, crash).map(signal -> " by " + signal).orElse("")
          + first(FRAME, crash).map(frame -> " in " + frame).orElse("")
          + during;
    }
    Optional<String> told =
        report.map(node -> node.path("cause").asText()).filter(text -> !text.isEmpty());
    if (told.isPresent() && during.isEmpty()) {
      return told.get();
    }
    // The two streams may be kept in another order than they were written in.
    String last = end.lastError().isEmpty() ? WatchedProcess.lastLine(said) : end.lastError();
    return (end.exit() == KILLED
            ? "it was killed, as is done where memory runs out"
            : "it ended with exit code " + end.exit())
        + during
        + (last.isEmpty() ? "" : ": " + last);
  }

  private Optional<JsonNode> report() throws IOException {
    Path json = folder.resolve(Report.JSON);
    return Files.exists(json)
        ? Optional.of(new ObjectMapper().readTree(json.toFile()))
        : Optional.empty();
  }

  private static Optional<String> first(Pattern pattern, String text) {
    Matcher found = pattern.matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static List<Path> list(Path folder, String glob) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
      files.forEach(found::add);
    }
    found.sort(null);
    return found;
  }
}
