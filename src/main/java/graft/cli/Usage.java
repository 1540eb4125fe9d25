package graft.cli;

import java.util.Locale;
import java.util.function.Supplier;
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
      throw mistake(command, message);
    }
  }

  /** The refusal of a command line. */
  static CommandLine.ParameterException mistake(CommandSpec command, String message) {
    return new CommandLine.ParameterException(command.commandLine(), message);
  }

  /**
   * What is computed of what the user asked for, where it may be refused.
   *
   * @throws CommandLine.ParameterException with the refusal's sentence
   */
  static <T> T refusing(CommandSpec command, Supplier<T> asked) {
    try {
      return asked.get();
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(command.commandLine(), e.getMessage(), e);
    } catch (OutOfMemoryError e) {
      throw new CommandLine.ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "this takes more memory than the %,d MiB that Java has; expected a smaller network,"
                  + " or a larger heap (-Xmx)",
              Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }
}
