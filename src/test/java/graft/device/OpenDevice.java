package graft.device;

import graft.platform.DeviceChoice;
import graft.platform.GpuMachine;
import java.io.IOException;
import java.nio.file.Path;

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
    return Device.open(
        DeviceOptions.defaults().withChoice(DeviceChoice.AUTO),
        () -> GpuMachine.facts(Path.of(arguments[0]), arguments[1]));
  }
}
