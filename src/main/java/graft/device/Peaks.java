package graft.device;

/**
 * What a device reaches at its best, for the roofline model (Williams, Waterman, Patterson,
 * "Roofline", CACM 52(4), 2009).
 *
 * @param flopsPerSecond of arithmetic on float32
 * @param bytesPerSecond read and written in the device's memory
 */
public record Peaks(double flopsPerSecond, double bytesPerSecond) {
  private static final int REPETITIONS = 5;

  /**
   * Measures them by CUDA events, over calls long enough that what starts one does not count: a
   * product of square matrices, and a copy within the device.
   *
   * @param n rows and columns of the matrices; 4096 occupies the largest card
   * @param bytes of the copy; several times the device's last cache
   * @throws CudaException if the device's memory does not suffice
   */
  public static Peaks measure(Device device, int n, long bytes) {
    return new Peaks(product(device, n), copy(device, bytes));
  }

  private static double product(Device device, int n) {
    long bytes = (long) Float.BYTES * n * n;
    try (Memory a = zeros(device, bytes);
        Memory b = zeros(device, bytes);
        Memory c = zeros(device, bytes)) {
      double seconds =
          seconds(
              device,
              () -> device.blas().multiply(n, n, n, a.pointer(), b.pointer(), c.pointer(), 0f));
      return 2.0 * n * n * n / seconds;
    }
  }

  private static double copy(Device device, long bytes) {
    try (Memory from = zeros(device, bytes);
        Memory to = zeros(device, bytes)) {
      double seconds =
          seconds(device, () -> device.stream().copy(from.pointer(), to.pointer(), bytes));
      return 2.0 * bytes / seconds;
    }
  }

  private static Memory zeros(Device device, long bytes) {
    Memory memory = device.allocate(bytes, "an operand of the measured peak");
    device.stream().clear(memory.pointer(), bytes);
    return memory;
  }

  private static double seconds(Device device, Runnable call) {
    call.run();
    try (Event start = device.stream().record()) {
      for (int i = 0; i < REPETITIONS; i++) {
        call.run();
      }
      try (Event end = device.stream().record()) {
        return end.millisSince(start) * 1e-3 / REPETITIONS;
      }
    }
  }
}
