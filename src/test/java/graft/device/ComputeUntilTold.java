package graft.device;

import java.io.IOException;

/** A child process of the tests: computes on all cores until a line comes in. */
final class ComputeUntilTold {
  private static final int NUMBERS = 1 << 20;

  private ComputeUntilTold() {}

  public static void main(String[] arguments) throws IOException {
    try (Device device = TestDevice.open();
        Memory x = TestDevice.put(device, "x", new float[NUMBERS])) {
      Kernel relu = device.kernel("relu");
      while (System.in.available() == 0) {
        relu.launch(LaunchShape.forElements(NUMBERS), x.pointer(), x.pointer(), (long) NUMBERS);
        device.stream().synchronize();
      }
    }
  }
}
