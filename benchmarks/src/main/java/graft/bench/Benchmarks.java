package graft.bench;

import graft.device.CudaException;
import graft.device.DeviceUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the benchmark jar. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "benchmarks",
    description = "Times Graft: whole runs, single steps, layers and transforms.",
    mixinStandardHelpOptions = true,
    subcommands = {
      RunsCommand.class,
      StepsCommand.class,
      RooflineCommand.class,
      JmhCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Benchmarks implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Without a command: says which there are. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "no command given");
  }

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    System.exit(execute(out, err, arguments));
  }

  static int execute(PrintWriter out, PrintWriter err, String... arguments) {
    return new CommandLine(new Benchmarks())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Benchmarks::explain)
        .execute(arguments);
  }

  /** A user's mistake gets its message; only a mistake of ours gets a stack trace. */
  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    boolean expected =
        exception instanceof DeviceUnavailableException
            || exception instanceof CudaException
            || exception instanceof IOException;
    command.getErr().println("benchmarks: " + exception.getMessage());
    if (!expected) {
      exception.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
