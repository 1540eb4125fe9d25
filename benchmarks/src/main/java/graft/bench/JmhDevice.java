package graft.bench;

import graft.device.Device;
import graft.device.DeviceOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** The device of a JVM that JMH forked: the flags of {@link BenchOptions} in a property. */
final class JmhDevice {
  private static final String FLAGS = "graft.bench.flags";
  private static final String SEPARATOR = "\t";

  private JmhDevice() {}

  /** The argument of a JVM that is to open a device by these options. */
  static String argument(DeviceOptions options) {
    List<String> flags = new ArrayList<>();
    flags.add("--device=" + options.choice());
    options.gpu().ifPresent(name -> flags.add("--gpu=" + name));
    flags.add("--math=" + options.math());
    if (options.sync()) {
      flags.add("--sync");
    }
    if (!options.algorithms().deterministic()) {
      flags.add("--fast");
    }
    options.algorithms().tuning().ifPresent(tuning -> flags.add("--tune=" + tuning.file()));
    return "-D" + FLAGS + "=" + String.join(SEPARATOR, flags);
  }

  /**
   * Opened as the property says, or by default.
   *
   * @throws IOException if the file of tuned algorithms cannot be read
   */
  static Device open() throws IOException {
    BenchOptions options = new BenchOptions();
    String flags = System.getProperty(FLAGS, "");
    new CommandLine(options)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .parseArgs(flags.isEmpty() ? new String[0] : flags.split(SEPARATOR));
    return Device.open(options.session());
  }
}
