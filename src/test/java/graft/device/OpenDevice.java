package graft.device;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A child process of the tests: opens a device, computes, says where it found it. Its arguments are
 * a folder that stands for the root of a machine and one for its LD_LIBRARY_PATH, or none.
 */
public final class OpenDevice {
  private OpenDevice() {}

  public static void main(String[] arguments) throws IOException {
    // Starts when it is told, so that several come to the same place at the same time.
    System.out.println("ready");
    int told = System.in.read();
    try (Device device = arguments.length == 0 ? TestDevice.open() : onMachine(arguments);
        Memory x = TestDevice.put(device, "x", new float[] {-1, 2})) {
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), x.pointer(), 2L);
      float[] y = TestDevice.get(device, x);
      System.out.println(
          (told < 0 ? "untold" : "told")
              + " relu "
              + y[0]
              + " "
              + y[1]
              + " by "
              + device.libraries().get("libcuda.so.1")
              + "\n"
              + device.description()
              + ", "
              + device.reason()
              + ", "
              + device.counters().isPresent());
    }
  }

  private static Device onMachine(String[] arguments) {
    SystemView system =
        new SystemView(
            Path.of(arguments[0]),
            Map.of("LD_LIBRARY_PATH", arguments[1], "XDG_CACHE_HOME", arguments[0] + "/cache"));
    return Device.open(DeviceOptions.defaults().withChoice(DeviceChoice.AUTO), facts(system));
  }

  /** That of a machine with a compiler of kernels. */
  static Selection.Facts facts(SystemView system) {
    return new Selection.Facts(
        system,
        DriverProbe::ask,
        KernelImage.forGpu().isPresent(),
        Optional.of(new CompilerOfNothing()));
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
