package graft.cli;

import graft.data.DataException;
import graft.device.CudaException;
import graft.files.MistakeException;
import graft.platform.DeviceUnavailableException;
import graft.train.DeviceMemoryException;
import graft.train.ResumeRefusedException;
import graft.train.TrainingDivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * Runs a command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 and 143 for a training that
 * Ctrl-C and TERM ended.
 */
public final class CommandRunner {
  private CommandRunner() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param command a picocli command
   */
  public static void runAndExit(Object command, String... arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(run(command, out, err, arguments));
  }

  /**
   * Runs a command.
   *
   * @param command a picocli command
   * @return its exit code
   */
  public static int run(Object command, PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(CommandRunner::explain)
        .execute(arguments);
  }

  /** A user's mistake gets its message; only a mistake of ours gets a stack trace. */
  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    boolean expected =
        exception instanceof DataException
            || exception instanceof MistakeException
            || exception instanceof DeviceUnavailableException
            || exception instanceof CudaException
            || exception instanceof DeviceMemoryException
            || exception instanceof TrainingDivergedException
            || exception instanceof ResumeRefusedException
            || exception instanceof IOException;
    String program = command.getCommandSpec().root().name();
    command.getErr().println(program + ": " + exception.getMessage());
    if (!expected || Boolean.getBoolean("graft.debug")) {
      exception.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
