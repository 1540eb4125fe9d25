package graft.device.conformance;

import graft.platform.CudaStack;
import java.nio.file.Path;
import java.util.List;

/**
 * The libraries of NVIDIA that the software device is compared with: two stacks, and the software
 * device's own under the names of each.
 */
enum ComparedStack {
  CUDA_11(CudaStack.CUDA_11, "cuDNN 8.6 and cuBLAS 11.11"),
  CUDA_12(CudaStack.CUDA_12, "cuDNN 9.5 and cuBLAS 12.6");

  private final CudaStack stack;
  private final String title;

  ComparedStack(CudaStack stack, String title) {
    this.stack = stack;
    this.title = title;
  }

  /** The one that {@code make test-nvidia STACK=12} asks for; 11 by default. */
  static ComparedStack asked() {
    return valueOf("CUDA_" + System.getProperty("graft.test.stack", "11"));
  }

  CudaStack stack() {
    return stack;
  }

  /** NVIDIA's, by SONAME, in the order in which they depend on each other. */
  List<String> nvidia() {
    return switch (this) {
      case CUDA_11 ->
          List.of(
              "libcublasLt.so.11",
              "libcublas.so.11",
              "libcudnn_ops_infer.so.8",
              "libcudnn_cnn_infer.so.8",
              "libcudnn_ops_train.so.8",
              "libcudnn_cnn_train.so.8",
              "libcudnn.so.8");
      case CUDA_12 -> List.of("libcublasLt.so.12", "libcublas.so.12", "libcudnn.so.9");
    };
  }

  /** The software device's, in the order of loading. */
  List<Path> software() {
    // The build for every processor: all check arguments alike.
    Path built = Path.of(System.getProperty("graft.native.dir"), "x86-64").toAbsolutePath();
    Path renamed = Path.of("target", "test-native", "stacks").toAbsolutePath();
    Path driver = built.resolve("libcuda.so.1");
    return switch (this) {
      case CUDA_11 ->
          List.of(driver, built.resolve("libcublas.so.11"), built.resolve("libcudnn.so.8"));
      case CUDA_12 ->
          List.of(driver, renamed.resolve("libcublas.so.12"), renamed.resolve("libcudnn.so.9"));
    };
  }

  @Override
  public String toString() {
    return title;
  }
}
