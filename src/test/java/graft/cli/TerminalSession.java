package graft.cli;

import graft.data.SyntheticDigits;
import graft.device.TestDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What a test types and reads; with digits that it drew itself in a folder. */
abstract class TerminalSession {
  @TempDir static Path folder;

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();

  @BeforeAll
  static void drawDigits() throws IOException {
    SyntheticDigits.write(folder.resolve("digits"), 2000, 500, 1, true);
  }

  /** The exit code of a command. */
  final int graft(String... arguments) {
    return CommandRunner.run(
        new Main(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
  }

  /** The arguments of an experiment with the digits, on the device of the tests. */
  static String[] experiment(String... more) {
    Stream<String> common =
        Stream.of(
            "experiment",
            "--device",
            TestDevice.choice(),
            "--data",
            folder.resolve("digits").toString(),
            "--out",
            folder.resolve("run").toString(),
            "--force");
    return Stream.concat(common, Stream.of(more)).toArray(String[]::new);
  }
}
