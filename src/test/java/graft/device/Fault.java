package graft.device;

/** Makes a kernel read beyond an allocation, and goes on as if it could. */
final class Fault {
  private Fault() {}

  /**
   * Prints what each attempt met.
   *
   * @param arguments whether every call waits for its work
   */
  public static void main(String[] arguments) {
    boolean sync = Boolean.parseBoolean(arguments[0]);
    Device device = Device.open(TestDevice.options().withSync(sync));
    Memory x = device.allocate(100, "x");
    attempt(
        "launch",
        () -> device.kernel("relu").launch(LaunchShape.single(), x.at(100), x.at(100), 4L));
    attempt("wait", () -> device.stream().synchronize());
    System.out.println("closing");
    device.close();
    System.out.println("closed");
    attempt("next device", () -> Device.open(TestDevice.options()).close());
  }

  private static void attempt(String what, Runnable work) {
    try {
      work.run();
      System.out.println(what + ": done");
    } catch (CudaException e) {
      System.out.println(what + ": " + e.getMessage());
    }
  }
}
