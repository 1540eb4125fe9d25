package graft.cli;

import graft.data.DataException;
import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.device.CudaException;
import graft.device.Device;
import graft.fetch.OutputTrial;
import graft.platform.DeviceChoice;
import graft.platform.DeviceSelection;
import graft.platform.DeviceUnavailableException;
import graft.platform.MachineInfo;
import graft.selftest.SelfTest;
import graft.selftest.WatchedSelfTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code graft selftest}: whether a device can be trusted with training. The checks run in a
 * process of their own, so that a crash or a hang leaves a report too.
 */
@Command(
    name = "selftest",
    description =
        "Checks a device: layers and networks against a float64 reference, repeatability,"
            + " Net2Net, speed and memory. Writes gpu-report.html and gpu-report.json, and"
            + " gpu-report.zip to send in where it fails.",
    footer = {"", "Example: graft selftest --short --no-data --out selftest"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SelftestCommand implements Callable<Integer> {
  private static final String WATCHED = "--watched";

  // The longest check takes seconds on a GPU, and minutes on a CPU.
  private static final Duration SILENCE_OF_GPU = Duration.ofMinutes(5);
  private static final Duration SILENCE = Duration.ofHours(1);

  @CommandLine.Mixin private DeviceFlags device;

  @Option(names = "--short", description = "fewer and smaller cases: seconds instead of minutes")
  private boolean brief;

  @Option(
      names = "--data",
      description =
          "auto, mnist, fashion-mnist, or a folder with the four IDX files (default:"
              + " ${DEFAULT-VALUE})")
  private String data = DataLocator.AUTO;

  private static final long DATA_SEED = 1;

  @Option(names = "--no-data", description = "leave out the experiment on real images")
  private boolean noData;

  @Option(names = "--out", description = "the folder for the report (default: the current one)")
  private Path out = Path.of(".");

  @Option(names = WATCHED, hidden = true, description = "another process watches this one")
  private boolean watched;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    return watched ? check() : watch();
  }

  private int watch() throws IOException {
    for (String file : WatchedSelfTest.FILES) {
      OutputTrial.ofFile(out.resolve(file));
    }
    List<String> selftest =
        new ArrayList<>(spec.root().commandLine().getParseResult().originalArgs());
    selftest.add(WATCHED);
    String choice = device.choice().toString().toLowerCase(Locale.ROOT);
    List<String> info = new ArrayList<>(List.of("info", "--device", choice));
    device.options().gpu().ifPresent(card -> info.addAll(List.of("--gpu", card)));
    return new WatchedSelfTest(
            OwnProgram.command(),
            out,
            device.choice() == DeviceChoice.GPU ? SILENCE_OF_GPU : SILENCE,
            spec.commandLine().getOut(),
            spec.commandLine().getErr())
        .run(
            selftest,
            info,
            process ->
                // Else the checks go on behind a terminal that was closed.
                Runtime.getRuntime().addShutdownHook(new Thread(process::destroy)));
  }

  private int check() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    Optional<DataSplits> splits = noData ? Optional.empty() : find(screen);
    MachineInfo machine =
        MachineInfo.of(device.choice(), device.options().gpu(), DeviceSelection.Facts.real());
    Device found;
    try {
      found = Device.open(device.options());
    } catch (DeviceUnavailableException | CudaException | LinkageError e) {
      spec.commandLine().getErr().println("graft: " + e.getMessage());
      SelfTest.unopened(machine, e, out, screen);
      return CommandLine.ExitCode.SOFTWARE;
    }
    try (Device opened = found) {
      screen.println("device    " + opened.description() + ": " + opened.reason());
      boolean passed = SelfTest.all(!noData, machine).run(opened, !brief, splits, out, screen);
      return passed ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }
  }

  /** Without images the experiment's row fails and says so; the other checks still tell much. */
  private Optional<DataSplits> find(PrintWriter screen) {
    try {
      return Optional.of(new DataLocator(new DataProgress(screen)).load(data, DATA_SEED));
    } catch (DataException e) {
      spec.commandLine().getErr().println("graft: " + e.getMessage());
      return Optional.empty();
    }
  }
}
