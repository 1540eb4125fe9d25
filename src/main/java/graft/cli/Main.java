package graft.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. Exit codes: 0 done, 1 failed, 2 wrong usage. */
@Command(
    name = "graft",
    description = "Trains a CNN on a CUDA device and grafts what it learned onto larger ones.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      TrainCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      SummaryCommand.class,
      WidenCommand.class,
      DeepenCommand.class,
      EnlargeCommand.class,
      CalibrateCommand.class,
      DiffCommand.class,
      NewHeadCommand.class,
      ImportCommand.class,
      ExportCommand.class,
      ExperimentCommand.class,
      ReportCommand.class,
      SelftestCommand.class,
      InfoCommand.class,
      CudaLibsCommand.class,
      AutoComplete.GenerateCompletion.class,
      CommandLine.HelpCommand.class
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed, or a check did",
      "2:wrong usage",
      "130, 143, 129:a training that Ctrl-C, TERM or HUP ended, with a checkpoint"
    },
    footer = {
      "",
      "graft help COMMAND shows a command's options and examples;",
      "'source <(graft generate-completion)' completes them in bash and zsh."
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
    CommandRunner.runAndExit(new Main(), arguments);
  }
}
