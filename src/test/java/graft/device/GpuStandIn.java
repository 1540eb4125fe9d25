package graft.device;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The software device in the place of a GPU, for this JVM: found as NVIDIA's libraries are, by
 * their names in LD_LIBRARY_PATH, on a machine that shows a GPU. So the suite of a GPU can be tried
 * where there is none: all but the GPU's own answers.
 */
final class GpuStandIn {
  private GpuStandIn() {}

  static void load() {
    try {
      Path machine = Path.of("target", "gpu-stand-in").toAbsolutePath();
      Files.write(Files.createDirectories(machine.resolve("dev")).resolve("nvidia0"), new byte[0]);
      SystemView system =
          new SystemView(
              machine,
              Map.of(
                  "LD_LIBRARY_PATH",
                  libraries().toString(),
                  "XDG_CACHE_HOME",
                  machine.resolve("cache").toString()));
      Libraries.load(DeviceChoice.GPU, () -> OpenDevice.facts(system));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of the build for this processor. */
  static Path libraries() {
    return SoftwareLibraries.buildFolder()
        .orElseThrow()
        .resolve(Isa.choose(SystemView.real()).directory());
  }
}
