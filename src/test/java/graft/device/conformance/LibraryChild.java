package graft.device.conformance;

import graft.device.ChildJvm;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A {@link CallProgram} over the libraries of one maker; started anew where a call ended it. */
final class LibraryChild implements AutoCloseable {
  private static final List<String> OPTIONS =
      List.of(
          // A dump of every call that ends the process is of no use.
          "-XX:-CreateCoredumpOnCrash",
          "-XX:ErrorFile=/dev/null",
          "-Djava.library.path=" + System.getProperty("graft.jcuda.dir"),
          "-cp",
          System.getProperty("java.class.path"));

  private static final List<String> SOFTWARE_DEVICE =
      List.of("libcuda.so.1", "libcublas.so.11", "libcudnn.so.8");

  /** The build for every processor: they check arguments alike. */
  private static final String BUILD = "x86-64";

  private final String[] libraries;
  private Process process;
  private BufferedReader answers;
  private BufferedWriter questions;

  /**
   * @param folder where the libraries lie
   * @param names in the order of loading
   */
  LibraryChild(Path folder, List<String> names) {
    this.libraries =
        names.stream().map(name -> folder.resolve(name).toString()).toArray(String[]::new);
    start();
  }

  static LibraryChild overSoftwareDevice() {
    return new LibraryChild(
        Path.of(System.getProperty("graft.native.dir"), BUILD), SOFTWARE_DEVICE);
  }

  private void start() {
    try {
      process = ChildJvm.start(Map.of(), OPTIONS, CallProgram.class, libraries);
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
