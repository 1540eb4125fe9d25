package graft.platform;

import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the system's own files say of the machine: each of them is the input. */
public final class MachineFuzz {
  private static final List<String> FILES =
      List.of(
          "/proc/cpuinfo",
          "/proc/driver/nvidia/version",
          "/proc/self/mounts",
          "/etc/ld.so.conf",
          "/etc/os-release");

  private MachineFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path root = Input.place("machine");
    for (String name : FILES) {
      Path file = root.resolve(name.substring(1));
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
      }
      Files.write(file, input);
    }
    SystemView system = new SystemView(root, Map.of("XDG_CACHE_HOME", root + "/cache"));
    Input.read(
        input,
        () -> {
          Input.require(Isa.choose(system) != null, "no instruction set");
          DriverFacts facts = DriverFacts.ofFiles(system, Optional.empty());
          Input.require(!facts.text().isEmpty(), "no text of the driver");
          Input.require(!DriverInstallation.command(system).isEmpty(), "no command");
          LoadProblem.hint(system, Path.of("/x/y"), "failed to map segment");
          Input.require(new LibrarySearch(system).directories() != null, "no folders");
          MachineState.of(system, "driver", List.of(), List.of());
        });
  }
}
