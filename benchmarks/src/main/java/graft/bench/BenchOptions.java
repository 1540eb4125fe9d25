package graft.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.cli.DeviceFlags;
import graft.cli.NumericsFlags;
import graft.device.Device;
import graft.device.DeviceOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What all benchmarks take: the device, and where figures go. */
final class BenchOptions {
  @Mixin private DeviceFlags device;
  @Mixin private NumericsFlags numerics;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures there too")
  private Optional<Path> json = Optional.empty();

  /**
   * The device, opened; its description goes on the screen.
   *
   * @throws IOException if the file of tuned algorithms cannot be read
   */
  Device open(PrintWriter screen) throws IOException {
    Device opened = Device.open(session());
    Machine.describe(opened).forEach((name, value) -> screen.println(name + "  " + value));
    screen.println();
    return opened;
  }

  /** The file's root, with the machine in it. */
  static ObjectNode report(String benchmark, Device device) {
    ObjectNode root = new ObjectMapper().createObjectNode();
    root.put("benchmark", benchmark);
    Machine.describe(device).forEach(root.putObject("machine")::put);
    return root;
  }

  /**
   * Writes the file, if one was asked for.
   *
   * @throws IOException if it cannot be written
   */
  void write(ObjectNode report, PrintWriter screen) throws IOException {
    if (json.isPresent()) {
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .writeValue(json.get().toFile(), report);
      screen.println("written to " + json.get());
    }
  }

  /** What the device is asked for. */
  DeviceOptions session() throws IOException {
    return numerics.addTo(device.options());
  }
}
