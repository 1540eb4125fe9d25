package graft.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What picocli cannot check of a command's options by itself. */
final class Usage {
  private Usage() {}

  /**
   * Refuses the command line unless a condition holds.
   *
   * @throws CommandLine.ParameterException with the message
   */
  static void require(CommandSpec command, boolean sound, String message) {
    if (!sound) {
      throw new CommandLine.ParameterException(command.commandLine(), message);
    }
  }
}
