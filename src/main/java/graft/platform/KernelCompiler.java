package graft.platform;

/** Compiles our kernels on the machine that runs them. */
interface KernelCompiler {

  /** With this, the source and the compute capability, the result is known. */
  String version();

  /**
   * An image for {@code cuModuleLoadData}.
   *
   * @param major of the device's compute capability
   * @param minor of the device's compute capability
   * @throws DeviceUnavailableException if it cannot be loaded, or refuses the source
   */
  byte[] compile(KernelSource source, int major, int minor);
}
