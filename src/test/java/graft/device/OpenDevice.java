package graft.device;

import java.io.IOException;

/** A child process of the tests: opens the software device, computes, says where it found it. */
public final class OpenDevice {
  private OpenDevice() {}

  public static void main(String[] arguments) throws IOException {
    // Starts when it is told, so that several come to the same place at the same time.
    System.out.println("ready");
    int told = System.in.read();
    try (Device device = Device.open(TestDevice.options());
        Memory x = TestDevice.put(device, "x", new float[] {-1, 2})) {
      device.kernel("relu").launch(LaunchShape.single(), x.pointer(), 2L);
      float[] y = TestDevice.get(device, x);
      System.out.println(
          (told < 0 ? "untold" : "told")
              + " relu "
              + y[0]
              + " "
              + y[1]
              + " by "
              + device.libraries().get("libcuda.so.1"));
    }
  }
}
