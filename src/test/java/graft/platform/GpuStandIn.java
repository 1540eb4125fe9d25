package graft.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The software device in the place of a GPU, for this JVM: found as NVIDIA's libraries are, by
 * their names in LD_LIBRARY_PATH, on a machine that shows a GPU. So the suite of a GPU can be tried
 * where there is none: all but the GPU's own answers.
 */
public final class GpuStandIn {
  private GpuStandIn() {}

  /** Loads it, before the first device is opened. */
  public static void load() {
    try {
      Path machine = Path.of("target", "gpu-stand-in").toAbsolutePath();
      Files.write(Files.createDirectories(machine.resolve("dev")).resolve("nvidia0"), new byte[0]);
      Libraries.load(DeviceChoice.GPU, () -> GpuMachine.facts(machine, libraries().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of the build for this processor. */
  static Path libraries() {
    return Bundled.buildFolder().orElseThrow().resolve(Isa.choose(SystemView.real()).directory());
  }
}
