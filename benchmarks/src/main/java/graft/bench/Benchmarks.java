package graft.bench;

import graft.cli.CommandRunner;
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
    CommandRunner.runAndExit(new Benchmarks(), arguments);
  }
}
