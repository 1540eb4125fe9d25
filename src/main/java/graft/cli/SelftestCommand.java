package graft.cli;

import graft.data.DataException;
import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.device.Device;
import graft.selftest.SelfTest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code graft selftest}: whether a device can be trusted with training. */
@Command(
    name = "selftest",
    description =
        "Checks a device: layers and networks against a float64 reference, repeatability,"
            + " Net2Net, speed and memory. Writes gpu-report.html and gpu-report.json.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class SelftestCommand implements Callable<Integer> {
  @CommandLine.Mixin private DeviceFlags device;

  @Option(names = "--short", description = "fewer and smaller cases: seconds instead of minutes")
  private boolean brief;

  @Option(
      names = "--data",
      description = "auto, mnist, fashion-mnist, or a folder with the four IDX files")
  private String data = DataLocator.AUTO;

  private static final long DATA_SEED = 1;

  @Option(names = "--no-data", description = "leave out the experiment on real images")
  private boolean noData;

  @Option(names = "--out", description = "the folder for the report")
  private Path out = Path.of(".");

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    Optional<DataSplits> splits = noData ? Optional.empty() : find(screen);
    try (Device opened = Device.open(device.options())) {
      screen.println("device    " + opened.description() + ": " + opened.reason());
      boolean passed = SelfTest.all(!noData).run(opened, !brief, splits, out, screen);
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
