package graft.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Our kernels in the form that the driver loads. Compiling them for the card found (NVRTC), where
 * the fat binary is missing or does not suit, belongs here when it comes.
 */
final class KernelImage {
  private static final String FILE = "graft-kernels.fatbin";
  private static final String RESOURCE = "graft/native/" + FILE;
  // The software device has its kernels linked in; this names them.
  private static final String REGISTRY = "graft-software-kernels\0";

  static final String FIX = "sudo apt-get install nvidia-cuda-toolkit && make clean jar";

  private KernelImage() {}

  static byte[] forSoftware() {
    return REGISTRY.getBytes(StandardCharsets.US_ASCII);
  }

  /** nvcc's fat binary, if the build had nvcc. */
  static Optional<byte[]> forGpu() {
    try {
      Optional<Path> built = SoftwareLibraries.buildFolder().map(folder -> folder.resolve(FILE));
      if (built.isPresent()) {
        return Files.isReadable(built.get())
            ? Optional.of(Files.readAllBytes(built.get()))
            : Optional.empty();
      }
      URL packed = KernelImage.class.getClassLoader().getResource(RESOURCE);
      if (packed == null) {
        return Optional.empty();
      }
      try (InputStream in = packed.openStream()) {
        return Optional.of(in.readAllBytes());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(FILE + " cannot be read", e);
    }
  }

  static String missing() {
    return FILE
        + " is not in this build: build Graft where nvcc of CUDA 11 or newer is on the PATH"
        + " (apt-get install nvidia-cuda-toolkit, or NVIDIA's cuda-nvcc package)";
  }
}
