package graft.cli;

import graft.data.DataException;
import graft.device.CudaException;
import graft.device.DeviceUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "graft",
    description = "Trains a CNN on a CUDA device and grafts what it learned onto larger ones.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      ExperimentCommand.class,
      SelftestCommand.class,
      InfoCommand.class,
      CudaLibsCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"graft " + current()};
    }

    static String current() {
      String version = Main.class.getPackage().getImplementationVersion();
      return version == null ? "development" : version;
    }
  }

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
    return new CommandLine(new Main())
        .setOut(out)
        .setErr(err)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Main::explain)
        .execute(arguments);
  }

  /** A user's mistake gets its message; only a mistake of ours gets a stack trace. */
  private static int explain(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    boolean expected =
        exception instanceof DataException
            || exception instanceof DeviceUnavailableException
            || exception instanceof CudaException
            || exception instanceof IOException;
    command.getErr().println("graft: " + exception.getMessage());
    if (!expected || Boolean.getBoolean("graft.debug")) {
      exception.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
