package graft.platform;

import graft.fetch.FolderAside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A class of Graft run in a JVM of its own, which may crash or hang there. What the user's
 * environment asks of every JVM is kept from it, its output goes into a file, and after its limit
 * it is killed with all that it started.
 */
final class ProbeProcess {
  private static final String LIMIT = "graft.probe.seconds";
  private static final int KILLED_SECONDS = 5;
  private static final int NATIVE_ACCESS_IS_ASKED_FOR = 22;
  // Options for every JVM, such as a heap that is larger than this machine's memory.
  private static final List<String> OPTION_VARIABLES =
      List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH");
  private static final List<String> HANDED_ON =
      List.of("graft.native.dir", "graft.jcuda.dir", "graft.isa");
  private static final Pattern SIGNAL = Pattern.compile("^# +(SIG[A-Z]+) ");
  private static final Pattern FRAME = Pattern.compile("^# C  \\[([^+\\]]+)");

  private ProbeProcess() {}

  /**
   * What became of one.
   *
   * @param lines of its output
   * @param failure how it ended if not by itself with code 0, such as "crashed (SIGSEGV in
   *     libcudnn.so.8)"
   */
  record Result(List<String> lines, Optional<String> failure) {
    Result {
      lines = List.copyOf(lines);
    }

    /** Those that begin with a mark, without it. */
    List<String> after(String mark) {
      return lines.stream()
          .filter(line -> line.startsWith(mark))
          .map(line -> line.substring(mark.length()))
          .toList();
    }
  }

  /**
   * Runs a class and waits for its end.
   *
   * @param system gives the environment
   * @param main has a main method
   * @param seconds after which it is killed; -Dgraft.probe.seconds sets another limit
   */
  static Result run(SystemView system, Class<?> main, List<String> arguments, int seconds) {
    int limit = Integer.getInteger(LIMIT, seconds);
    try {
      try (FolderAside aside = FolderAside.temporary("graft-probe")) {
        Path folder = aside.path();
        return run(system, command(main, arguments, folder), folder.resolve("output"), limit);
      }
    } catch (IOException | DeviceUnavailableException e) {
      return new Result(
          List.of(),
          Optional.of(
              "was not begun: " + firstLine(e) + " (-Dgraft.probe=off goes without a trial)"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Result(List.of(), Optional.of("was interrupted"));
    }
  }

  private static Result run(SystemView system, List<String> command, Path output, int limit)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(system.environment());
    OPTION_VARIABLES.forEach(environment::remove);
    Process child = builder.start();
    try {
      child.getOutputStream().close();
      boolean ended = child.waitFor(limit, TimeUnit.SECONDS);
      if (!ended) {
        kill(child);
      }
      List<String> lines = Files.readString(output, StandardCharsets.ISO_8859_1).lines().toList();
      return new Result(
          lines,
          ended
              ? failure(lines, child.exitValue())
              : Optional.of("gave no answer in " + limit + " s"));
    } finally {
      kill(child);
    }
  }

  private static List<String> command(Class<?> main, List<String> arguments, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short-lived: the quick compiler and the small collector. A crash leaves no files behind.
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx256m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("crash")));
    if (Runtime.version().feature() >= NATIVE_ACCESS_IS_ASKED_FOR) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    for (String property : HANDED_ON) {
      if (!System.getProperty(property, "").isEmpty()) {
        command.add("-D" + property + "=" + absolute(property));
      }
    }
    command.addAll(List.of("-cp", ProbeClassPath.of(main), main.getName()));
    command.addAll(arguments);
    return command;
  }

  private static String absolute(String property) {
    String value = System.getProperty(property);
    return property.endsWith(".dir") ? Path.of(value).toAbsolutePath().toString() : value;
  }

  /** A library of a driver may have started processes; a fault in the kernel outlives all. */
  private static void kill(Process child) throws InterruptedException {
    if (child.isAlive()) {
      List<ProcessHandle> all =
          Stream.concat(child.descendants(), Stream.of(child.toHandle())).toList();
      all.forEach(ProcessHandle::destroyForcibly);
      child.waitFor(KILLED_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** How it ended, if not well. */
  static Optional<String> failure(List<String> lines, int exit) {
    if (exit == 0) {
      return Optional.empty();
    }
    Optional<String> signal = first(lines, SIGNAL);
    if (signal.isPresent()) {
      String where = first(lines, FRAME).map(library -> " in " + library).orElse("");
      return Optional.of("crashed (" + signal.get() + where + ")");
    }
    return Optional.of(
        "ended with exit code "
            + exit
            + lines.stream()
                .filter(line -> !line.isBlank() && !line.startsWith("graft-"))
                .findFirst()
                .map(line -> ": " + line)
                .orElse(""));
  }

  private static Optional<String> first(List<String> lines, Pattern pattern) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::find)
        .map(found -> found.group(1))
        .findFirst();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
