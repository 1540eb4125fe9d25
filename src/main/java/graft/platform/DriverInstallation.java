package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How a machine gets NVIDIA's driver. */
final class DriverInstallation {
  private DriverInstallation() {}

  /** The command for this distribution, or where to read on. */
  static String command(SystemView system) {
    if (Files.exists(system.at("/dev/dxg"))) {
      return "install NVIDIA's driver in Windows: https://www.nvidia.com/drivers";
    }
    return switch (distribution(system)) {
      case "debian" -> "sudo apt-get install nvidia-driver";
      case "ubuntu" -> "sudo ubuntu-drivers install";
      default -> "install NVIDIA's driver: https://www.nvidia.com/drivers";
    };
  }

  private static String distribution(SystemView system) {
    Path file = system.at("/etc/os-release");
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.stream()
          .filter(line -> line.startsWith("ID="))
          .map(line -> line.substring("ID=".length()).replace("\"", ""))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }
}
