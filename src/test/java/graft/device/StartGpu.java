package graft.device;

import graft.platform.DeviceChoice;
import graft.platform.GpuMachine;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * A child process of the tests: a start of Graft on a machine with a GPU, which is tried as a real
 * one is; says how long that took. Its arguments are a folder that stands for the root of the
 * machine and one for its LD_LIBRARY_PATH.
 */
public final class StartGpu {
  private StartGpu() {}

  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]);
    long begin = System.nanoTime();
    try (Device device =
        Device.open(
            DeviceOptions.defaults().withChoice(DeviceChoice.AUTO),
            () -> GpuMachine.tried(root, arguments[1], DeviceTrial.class))) {
      long millis = (System.nanoTime() - begin) / 1_000_000;
      System.out.println("opened " + device.isSoftware() + ", " + device.reason());
      // On a busy machine the second tells more.
      long processor = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1_000_000;
      System.out.println(
          "after " + millis + " ms, " + processor + " ms of this thread's processor");
    }
  }
}
