package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class CudaLibsCommandTest {
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    return new CommandLine(new Main())
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              command.getErr().println(failure.getMessage());
              return CommandLine.ExitCode.SOFTWARE;
            })
        .execute(arguments);
  }

  @Test
  void anUnknownStackIsWrongUsage() {
    assertThat(run("cuda-libs", "--stack", "10")).isEqualTo(CommandLine.ExitCode.USAGE);
    assertThat(err.toString()).startsWith("there is no stack '10', expected 11, 12 or 13");
  }

  @Test
  void severalFilesMayBeGiven() {
    assertThat(run("cuda-libs", "--from", "/no/a.tar.xz", "--from", "/no/b.tar.xz"))
        .isEqualTo(CommandLine.ExitCode.SOFTWARE);
    assertThat(err.toString().strip()).isEqualTo("/no/a.tar.xz does not exist or cannot be read");
  }
}
