package graft.selftest;

import graft.fetch.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process whose output is shown and kept, and that is ended when it falls silent. */
final class WatchedProcess {
  private static final int SECONDS_FOR_STACKS = 5;

  private final Writer log;
  private final StringBuilder errors = new StringBuilder();
  private volatile boolean shown = true;
  private volatile long heard = System.nanoTime();

  private WatchedProcess(Writer log) {
    this.log = log;
  }

  /**
   * How it ended.
   *
   * @param exit its exit code
   * @param hung whether it was silent for too long, and killed
   * @param lastError the last line of its standard error; empty if there is none
   */
  record End(int exit, boolean hung, String lastError) {}

  private static final Set<String> OPTION_VARIABLES =
      Set.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS");

  /**
   * Runs it to its end.
   *
   * @param log a file that is made for its output
   * @param silence after which it is asked for its threads' stacks, which go into the log, and
   *     killed
   * @param started hears of the process
   * @throws IOException if it cannot be started, or the log not be written
   */
  static End run(
      List<String> command,
      Path log,
      Duration silence,
      PrintWriter screen,
      PrintWriter errors,
      Consumer<Process> started)
      throws IOException, InterruptedException {
    try (Writer writer = Files.newBufferedWriter(log)) {
      ProcessBuilder builder = new ProcessBuilder(command);
      // The command has the options that they gave this process, and a debugger's port is taken.
      builder.environment().keySet().removeAll(OPTION_VARIABLES);
      Process process = builder.start();
      started.accept(process);
      process.getOutputStream().close();
      WatchedProcess watched = new WatchedProcess(writer);
      Thread out = watched.pump(process.getInputStream(), screen, new StringBuilder());
      Thread err = watched.pump(process.getErrorStream(), errors, watched.errors);
      boolean hung = watched.awaitEnd(process, silence);
      out.join();
      err.join();
      return new End(process.waitFor(), hung, lastLine(watched.errors));
    }
  }

  /** The last line that is not blank; empty if there is none. */
  static String lastLine(CharSequence text) {
    return text.toString().lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
  }

  private boolean awaitEnd(Process process, Duration silence)
      throws IOException, InterruptedException {
    while (!process.waitFor(200, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() - heard > silence.toNanos()) {
        shown = false;
        // A JVM prints its threads' stacks at this signal.
        CommandText.of(List.of("kill", "-QUIT", String.valueOf(process.pid())), SECONDS_FOR_STACKS);
        process.waitFor(SECONDS_FOR_STACKS, TimeUnit.SECONDS);
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        return true;
      }
    }
    return false;
  }

  private Thread pump(InputStream stream, PrintWriter screen, StringBuilder kept) {
    Thread thread =
        new Thread(
            () -> {
              try (Reader reader = new InputStreamReader(stream, StandardCharsets.UTF_8)) {
                char[] some = new char[4096];
                for (int count = reader.read(some); count >= 0; count = reader.read(some)) {
                  String text = new String(some, 0, count);
                  kept.append(text);
                  hear(text, screen);
                }
              } catch (IOException e) {
                screen.println(
                    "graft: the output of the self-test cannot be kept: " + FileProblem.cause(e));
              }
            },
            "output of the self-test");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private void hear(String text, PrintWriter screen) throws IOException {
    heard = System.nanoTime();
    if (shown) {
      screen.print(text);
      screen.flush();
    }
    synchronized (log) {
      log.write(text);
      log.flush();
    }
  }
}
