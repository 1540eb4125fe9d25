package graft.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Our kernels in the form that the driver loads, as the build left them. */
final class KernelImage {
  private static final String FILE = "graft-kernels.fatbin";
  private static final String RESOURCE = "graft/native/" + FILE;
  // The software device has its kernels linked in; this names them.
  private static final String REGISTRY = "graft-software-kernels\0";

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
        + " is not in this build: build Graft where nvcc of CUDA 11 or newer is on the PATH, or "
        + compilerFix();
  }

  static String compilerFix() {
    return LibraryCache.COMMAND + " brings NVRTC, which compiles the kernels for the GPU found";
  }
}
