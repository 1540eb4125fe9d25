package graft.platform;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** JCuda's natives for tests that load libraries themselves: the build's, or copies for a stack. */
public final class RetargetedNatives {
  private RetargetedNatives() {}

  /**
   * A folder for -Djava.library.path.
   *
   * @param folder where copies are written, for a stack other than the one JCuda was built for
   */
  public static Path of(CudaStack stack, Path folder) throws IOException {
    Path built = Path.of(System.getProperty("graft.jcuda.dir"));
    if (stack == CudaStack.CUDA_11) {
      return built;
    }
    for (Path file : SystemView.list(built, "lib*.so")) {
      String name = String.valueOf(file.getFileName());
      byte[] content = changed(name, Files.readAllBytes(file), stack);
      Path copy = folder.resolve(name);
      // Another process may have it mapped.
      if (!Files.exists(copy) || !Arrays.equals(Files.readAllBytes(copy), content)) {
        Files.write(copy, content);
      }
    }
    return folder;
  }

  private static byte[] changed(String name, byte[] content, CudaStack stack) {
    CudaStack from = CudaStack.CUDA_11;
    if (name.startsWith("libJCublas2-")) {
      return Retarget.of(name, content, from.blas(), stack.blas());
    }
    return name.startsWith("libJCudnn-")
        ? Retarget.of(name, content, from.dnn(), stack.dnn())
        : content;
  }
}
