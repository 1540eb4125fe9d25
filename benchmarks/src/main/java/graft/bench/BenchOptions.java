package graft.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.device.DeviceChoice;
import graft.device.DeviceOptions;
import graft.device.MathMode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What all benchmarks take: the device, and where figures go. */
final class BenchOptions {
  @Option(names = "--device", description = "auto, gpu or software (default: auto)")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(names = "--math", description = "fp32, or tf32 for tensor cores (default: fp32)")
  private MathMode math = MathMode.FP32;

  @Option(names = "--json", paramLabel = "FILE", description = "write all figures there too")
  private Optional<Path> json = Optional.empty();

  /** The device, opened; its description goes on the screen. */
  Device open(PrintWriter screen) {
    Device opened = Device.open(DeviceOptions.defaults().withChoice(device).withMath(math));
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

  DeviceChoice device() {
    return device;
  }

  MathMode math() {
    return math;
  }
}
