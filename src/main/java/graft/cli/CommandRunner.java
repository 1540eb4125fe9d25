package graft.cli;

import graft.fetch.FileProblem;
import graft.settings.Setting;
import graft.settings.SettingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.ZipException;
import picocli.CommandLine;

/**
 * Runs a command line. Exit codes: 0 done, 1 failed, 2 wrong usage, 130, 143 and 129 for a training
 * that Ctrl-C, TERM and HUP ended.
 */
public final class CommandRunner {
  /** Looked at before it can change; what a failure needs is loaded with it. */
  private static final OwnJar JAR = OwnJar.now();

  private CommandRunner() {}

  /**
   * Runs a command and ends the process with its exit code.
   *
   * @param command a picocli command
   */
  public static void runAndExit(Object command, String... arguments) {
    // What is printed and written is the same in every country: 20 and 2.31, not ٢٠ and 2,31.
    Locale.setDefault(Locale.ROOT);
    ScreenStream screen = new ScreenStream();
    PrintWriter out = new PrintWriter(screen, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(command, out, err, arguments);
    out.flush();
    Optional<IOException> lost = screen.failure();
    lost.filter(failure -> !ScreenStream.isMissingReader(failure))
        .ifPresent(
            failure ->
                err.println(
                    "graft: standard output cannot be written: " + FileProblem.cause(failure)));
    boolean unread = code == CommandLine.ExitCode.OK && lost.isPresent();
    System.exit(unread ? CommandLine.ExitCode.SOFTWARE : code);
  }

  /**
   * Runs a command.
   *
   * @param command a picocli command
   * @return its exit code
   */
  public static int run(Object command, PrintWriter out, PrintWriter err, String... arguments) {
    CommandLine line =
        new CommandLine(command)
            .setOut(out)
            .setErr(err)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExpandAtFiles(false) // an image may be called @1.png
            .registerConverter(Path.class, CommandRunner::path)
            .setParameterExceptionHandler((mistake, words) -> refuse(mistake))
            .setExecutionExceptionHandler(
                (failure, failed, parsed) -> explain(failure, failed.getCommandSpec(), err))
            .setExecutionStrategy(CommandRunner::execute);
    NumberForms.register(line);
    line.getSubcommands().values().forEach(each -> tellVersion(line, each));
    try {
      return line.execute(arguments);
    } catch (OutOfMemoryError | LinkageError e) {
      return explain(e, line.getCommandSpec(), err);
    }
  }

  /** A command's --version tells that of the program. */
  private static void tellVersion(CommandLine program, CommandLine command) {
    command.getCommandSpec().versionProvider(program.getCommandSpec().versionProvider());
  }

  /** What the process was started with is looked at before anything is done. */
  private static int execute(CommandLine.ParseResult parsed) {
    List<CommandLine> lines = parsed.asCommandLineList();
    if (!isHelp(lines)) {
      CommandLine asked = lines.get(lines.size() - 1);
      try {
        requireReadableNames();
        if (!(asked.getCommand() instanceof InfoCommand)) { // which lists them all
          Setting.requireSound(System.getenv());
        }
        requireFolder();
      } catch (IllegalArgumentException | IOException e) {
        throw new CommandLine.ExecutionException(asked, e.getMessage(), e);
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static boolean isHelp(List<CommandLine> lines) {
    return lines.stream()
        .anyMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested());
  }

  /** Relative paths are below it. */
  private static void requireFolder() throws IOException {
    String folder = System.getProperty("user.dir");
    if (!Files.isDirectory(Path.of(folder))) {
      if (StandardCharsets.US_ASCII.newEncoder().canEncode(folder)) {
        throw new IOException("the current folder, " + folder + ", does not exist");
      }
      throw new InvalidPathException(folder, "no folder"); // Java misread its name
    }
  }

  /** Java reads variables and their values by its default encoding. */
  private static void requireReadableNames() throws IOException {
    Charset encoding = Charset.defaultCharset();
    String letters = "PATH=/0";
    if (!new String(letters.getBytes(StandardCharsets.US_ASCII), encoding).equals(letters)) {
      throw new IOException(
          "file.encoding: found "
              + encoding
              + ", in which Java cannot read this system's variables; expected UTF-8 (it is among"
              + " Java's options, or JAVA_TOOL_OPTIONS, JDK_JAVA_OPTIONS, _JAVA_OPTIONS)");
    }
  }

  private static Path path(String text) {
    if (text.isBlank()) { // Java takes it for the current folder
      throw new CommandLine.TypeConversionException(
          "found nothing, expected a path; is a variable of the shell not set?");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new CommandLine.TypeConversionException(Failure.ofPath(text));
    }
  }

  /** A mistake in the command line gets its sentence, and where the options are told. */
  private static int refuse(CommandLine.ParameterException mistake) {
    CommandLine line = mistake.getCommandLine();
    CommandLine.Model.CommandSpec command = line.getCommandSpec();
    PrintWriter err = line.getErr();
    err.println(command.root().name() + ": " + mistake.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(mistake, err);
    err.println(command.qualifiedName() + " --help tells what it takes");
    return CommandLine.ExitCode.USAGE;
  }

  private static boolean isOfZip(Throwable failure) {
    return failure instanceof ZipException || failure.getCause() instanceof ZipException;
  }

  /** A user's mistake gets its message; only a mistake of ours gets a stack trace. */
  private static int explain(
      Throwable failure, CommandLine.Model.CommandSpec command, PrintWriter err) {
    if (JAR.isWrittenOver() && (failure instanceof LinkageError || isOfZip(failure))) {
      err.println(command.root().name() + ": " + JAR.sentence(failure));
      return CommandLine.ExitCode.SOFTWARE;
    }
    Optional<String> sentence = Failure.sentence(failure);
    err.println(
        command.root().name()
            + ": "
            + sentence.orElseGet(() -> String.valueOf(failure.getMessage())));
    if (sentence.isEmpty() || Boolean.getBoolean("graft.debug")) {
      failure.printStackTrace(err);
    }
    return failure instanceof SettingException
        ? CommandLine.ExitCode.USAGE
        : CommandLine.ExitCode.SOFTWARE;
  }
}
