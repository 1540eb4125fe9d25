package graft.platform;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Our kernels in the form that the driver loads, as the build left them. */
public final class KernelImage {
  static final String FILE = "graft-kernels.fatbin";
  // The software device has its kernels linked in; this names them.
  private static final String REGISTRY = "graft-software-kernels\0";

  private KernelImage() {}

  /** What the software device takes for an image. */
  public static byte[] forSoftware() {
    return REGISTRY.getBytes(StandardCharsets.US_ASCII);
  }

  /** nvcc's fat binary, if the build had nvcc. */
  public static Optional<byte[]> forGpu() {
    return Bundled.content(FILE);
  }

  /** How to get the one that {@link #forGpu} has not, for an error. */
  public static String missing() {
    return FILE
        + " is not in this build: build Graft where nvcc of CUDA 11 or newer is on the PATH, or "
        + compilerFix();
  }

  /** How to get a compiler in its place, for an error. */
  public static String compilerFix() {
    return LibraryCache.COMMAND + " brings NVRTC, which compiles the kernels for the GPU found";
  }
}
