package graft.platform;

import graft.fetch.AtomicFile;
import graft.fetch.FileProblem;
import graft.fetch.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Images of kernels that were compiled on this machine, kept on disk by what they depend on. */
final class CompiledKernels {
  private static final Logger log = LoggerFactory.getLogger(CompiledKernels.class);

  private final Path folder;
  private final KernelCompiler compiler;

  CompiledKernels(Path folder, KernelCompiler compiler) {
    this.folder = folder;
    this.compiler = compiler;
  }

  /**
   * The image for a compute capability, compiled before or now.
   *
   * @throws DeviceUnavailableException if the compiler fails
   */
  byte[] image(KernelSource source, int major, int minor) {
    Path file = folder.resolve(key(source, major, minor) + ".image");
    try {
      if (Files.isReadable(file)) {
        return Files.readAllBytes(file);
      }
    } catch (IOException e) {
      log.warn("{} cannot be read and is made anew: {}", file, FileProblem.of(e));
    }
    log.warn(
        "the kernels of this build do not suit the GPU (compute {}.{}): compiling them with NVRTC"
            + " {}, once",
        major,
        minor,
        compiler.version());
    byte[] image = compiler.compile(source, major, minor);
    keep(image, file);
    return image;
  }

  private String key(KernelSource source, int major, int minor) {
    MessageDigest digest = Sha256.digest();
    source.addTo(digest);
    String rest = "compute " + major + "." + minor + " NVRTC " + compiler.version();
    digest.update(rest.getBytes(StandardCharsets.UTF_8));
    return Sha256.hex(digest);
  }

  /** What cannot be kept is compiled again the next time. */
  private void keep(byte[] image, Path file) {
    try {
      Files.createDirectories(folder);
      AtomicFile.write(file, image);
    } catch (IOException e) {
      log.warn("the compiled kernels cannot be kept in {}: {}", folder, FileProblem.of(e));
    }
  }
}
