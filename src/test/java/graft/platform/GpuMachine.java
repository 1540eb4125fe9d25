package graft.platform;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A machine with a GPU, in a folder, as a child process of the tests takes it. */
public final class GpuMachine {
  private GpuMachine() {}

  /**
   * Its driver is asked as a real one is; its compiler says what it was asked for.
   *
   * @param root a folder that stands for the root of the machine
   * @param libraryPath its LD_LIBRARY_PATH
   */
  public static DeviceSelection.Facts facts(Path root, String libraryPath) {
    return facts(root, libraryPath, 0);
  }

  /**
   * The same.
   *
   * @param cuda the version of CUDA that the driver is taken to support; 0 for what it says
   */
  public static DeviceSelection.Facts facts(Path root, String libraryPath, int cuda) {
    SystemView system = system(root, libraryPath);
    return new DeviceSelection.Facts(
        system,
        driver -> supporting(cuda, DriverProbe.ask(SystemView.real(), driver)),
        KernelImage.forGpu().isPresent(),
        libraries -> Optional.of(new CompilerOfNothing()));
  }

  /** The same machine, whose GPU is tried as a real one is. */
  public static DeviceSelection.Facts tried(Path root, String libraryPath, Class<?> trial) {
    return DeviceSelection.Facts.of(system(root, libraryPath), trial, false, false);
  }

  private static SystemView system(Path root, String libraryPath) {
    return new SystemView(
        root, Map.of("LD_LIBRARY_PATH", libraryPath, "XDG_CACHE_HOME", root + "/cache"));
  }

  private static DriverProbe.Finding supporting(int cuda, DriverProbe.Finding found) {
    return cuda == 0 ? found : DriverProbe.Finding.of(cuda, found.cards());
  }

  /** Its image is the one that the software device takes. */
  private static final class CompilerOfNothing implements KernelCompiler {
    @Override
    public String version() {
      return "1.2";
    }

    @Override
    public byte[] compile(KernelSource source, int major, int minor) {
      System.out.println(
          "compiled " + source.files().containsKey("relu.cu") + " for " + major + "." + minor);
      return KernelImage.forSoftware();
    }
  }
}
