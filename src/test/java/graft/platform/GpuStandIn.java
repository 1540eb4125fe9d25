package graft.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The software device in the place of a GPU, for this JVM: found as NVIDIA's libraries are, by
 * their names in LD_LIBRARY_PATH, on a machine that shows a GPU. So the suite of a GPU can be tried
 * where there is none: all but the GPU's own answers. With -Dgraft.test.stack=12 the names are
 * those of CUDA 12 with cuDNN 9, as which it then answers, and JCuda's natives are retargeted to
 * them.
 */
public final class GpuStandIn {
  private static final boolean LATER_STACK = "12".equals(System.getProperty("graft.test.stack"));
  private static final int CUDA_12_6 = 12060;

  private GpuStandIn() {}

  /** Loads it, before the first device is opened. */
  public static void load() {
    try {
      Path machine = Path.of("target", "gpu-stand-in").toAbsolutePath();
      Files.write(Files.createDirectories(machine.resolve("dev")).resolve("nvidia0"), new byte[0]);
      Libraries.load(DeviceChoice.GPU, Optional.empty(), () -> facts(machine));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static DeviceSelection.Facts facts(Path machine) {
    return LATER_STACK
        ? GpuMachine.facts(machine, laterStack(), CUDA_12_6)
        : GpuMachine.facts(machine, libraries().toString());
  }

  /**
   * A path of folders: the driver's, and those of the other names, which the tests' build makes.
   */
  private static String laterStack() {
    Path build = Bundled.buildFolder().orElseThrow().toAbsolutePath();
    return build.resolve(Isa.BASELINE.directory())
        + ":"
        + build.resolveSibling("test-native").resolve("stacks");
  }

  /** Those of the build for this processor. */
  static Path libraries() {
    return Bundled.buildFolder().orElseThrow().resolve(Isa.choose(SystemView.real()).directory());
  }
}
