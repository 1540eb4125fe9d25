package graft.cli;

import graft.device.Device;
import graft.device.Trace;
import graft.fetch.FileProblem;
import graft.fetch.OutputTrial;
import graft.platform.DeviceChoice;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code --trace}, a mixin for commands that open a device. */
final class TraceOption {
  /** Of a trace, as trace_file.cpp writes it. */
  private static final byte[] START =
      "{\"displayTimeUnit\":\"ns\",\"otherData\":{\"left_out\":"
          .getBytes(StandardCharsets.US_ASCII);

  @Option(
      names = "--trace",
      paramLabel = "FILE",
      description =
          "record every call, kernel and layer of the software device as a Chrome trace, for"
              + " https://ui.perfetto.dev")
  private Optional<Path> file = Optional.empty();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  /** What is recorded. */
  interface Work {
    int run() throws IOException;
  }

  /**
   * Before anything is loaded or opened.
   *
   * @throws CommandLine.ParameterException if it cannot be had with this device, or not be written
   */
  void check(DeviceChoice choice) {
    if (file.isEmpty()) {
      return;
    }
    if (choice == DeviceChoice.GPU) {
      throw needsSoftware("--device is gpu");
    }
    Path folder = file.get().toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw wrong("--trace is " + file.get() + ", but there is no folder " + folder);
    }
    try {
      if (!isTraceOrNothing(file.get())) {
        throw wrong(
            "--trace is "
                + file.get()
                + ", a file that is no trace; expected a new name, or that of an earlier trace");
      }
      OutputTrial.ofFile(file.get());
    } catch (IOException e) {
      throw wrong("--trace: " + e.getMessage());
    }
  }

  /** Whether nobody loses a file of another kind, such as the training file. */
  private static boolean isTraceOrNothing(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      return true;
    }
    try (InputStream stream = Files.newInputStream(file)) {
      return Arrays.equals(stream.readNBytes(START.length), START);
    }
  }

  /**
   * Does work, recorded if the option was given; what was recorded is written also when the work
   * fails or the process is interrupted.
   *
   * @throws CommandLine.ParameterException if the device is a GPU
   */
  int record(Device device, PrintWriter screen, Work work) throws IOException {
    if (file.isEmpty()) {
      return work.run();
    }
    if (device.counters().isEmpty()) {
      throw needsSoftware("this is " + device.description());
    }
    Trace trace = device.startTrace(file.get());
    Thread interrupted = new Thread(() -> writeQuietly(trace));
    Runtime.getRuntime().addShutdownHook(interrupted);
    int code;
    try {
      code = work.run();
    } finally {
      trace.close();
      removeHook(interrupted);
    }
    screen.println(
        String.format(
            Locale.ROOT,
            "trace     %s, %,d events%s; https://ui.perfetto.dev opens it",
            trace.file(),
            trace.events(),
            trace.leftOut() == 0
                ? ""
                : String.format(Locale.ROOT, " (full: %,d left out)", trace.leftOut())));
    return code;
  }

  private static void writeQuietly(Trace trace) {
    try {
      trace.close();
    } catch (IOException e) {
      System.err.println("graft: " + FileProblem.of(e));
    }
  }

  private static void removeHook(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and the hook runs.
    }
  }

  private CommandLine.ParameterException needsSoftware(String found) {
    return wrong(
        "--trace needs the software device (--device software), but "
            + found
            + "; on a GPU use nsys (docs/profiling.md)");
  }

  private CommandLine.ParameterException wrong(String message) {
    return new CommandLine.ParameterException(command.commandLine(), message);
  }
}
