package graft.device.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A child process: loads the libraries that its arguments name, in that order, then answers each
 * line of calls (see {@link Calls}) with a line of results.
 */
public final class CallProgram {
  /** Before each answer, since NVIDIA's libraries may print too. */
  static final String ANSWER = "graft-answer: ";

  private CallProgram() {}

  @SuppressWarnings("restricted") // granted by ChildJvm
  public static void main(String[] libraries) throws IOException {
    for (String library : libraries) {
      System.load(Path.of(library).toAbsolutePath().toString());
    }
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      try (Calls calls = new Calls()) {
        System.out.println(ANSWER + calls.run(line));
      }
    }
  }
}
