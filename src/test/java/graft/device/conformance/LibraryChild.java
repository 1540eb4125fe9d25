package graft.device.conformance;

import graft.device.ChildJvm;
import graft.platform.CudaStack;
import graft.platform.RetargetedNatives;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A {@link CallProgram} over the libraries of one maker; started anew where a call ended it. */
final class LibraryChild implements AutoCloseable {
  private final Path natives;
  private final Map<String, String> environment;
  private final String[] libraries;
  private Process process;
  private BufferedReader answers;
  private BufferedWriter questions;

  /**
   * Starts it.
   *
   * @param stack whose names JCuda's natives ask for
   * @param libraries in the order of loading
   * @param environment what it has beside this process's
   */
  LibraryChild(CudaStack stack, List<Path> libraries, Map<String, String> environment) {
    this.environment = environment;
    this.libraries = libraries.stream().map(Path::toString).toArray(String[]::new);
    try {
      Path folder =
          Files.createDirectories(Path.of("target", "test-natives", stack.name()).toAbsolutePath());
      this.natives = RetargetedNatives.of(stack, folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    start();
  }

  /** Under the names of a stack. */
  static LibraryChild overSoftwareDevice(ComparedStack stack) {
    return overSoftwareDevice(stack, Map.of());
  }

  static LibraryChild overSoftwareDevice(ComparedStack stack, Map<String, String> environment) {
    return new LibraryChild(stack.stack(), stack.software(), environment);
  }

  private void start() {
    List<String> options =
        List.of(
            // A dump of every call that ends the process is of no use.
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=/dev/null",
            "-Djava.library.path=" + natives,
            "-cp",
            System.getProperty("java.class.path"));
    try {
      process = ChildJvm.start(environment, options, CallProgram.class, libraries);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers = process.inputReader(StandardCharsets.UTF_8);
    questions = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** The results of a line of calls, or how the process ended over it. */
  String ask(String line) {
    StringBuilder output = new StringBuilder();
    try {
      questions.write(line + "\n");
      questions.flush();
      for (String answer = answers.readLine(); answer != null; answer = answers.readLine()) {
        if (answer.startsWith(CallProgram.ANSWER)) {
          return answer.substring(CallProgram.ANSWER.length());
        }
        output.append(answer).append('\n');
      }
    } catch (IOException e) {
      output.append(e.getMessage());
    }
    String end = "ended: " + output;
    close();
    start();
    return end;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
