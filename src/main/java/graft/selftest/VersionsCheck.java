package graft.selftest;

import graft.device.Device;
import graft.platform.CudaStack;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The device, and the libraries that it is computed with: those of a GPU must be of one stack. */
final class VersionsCheck implements Check {
  @Override
  public String name() {
    return "versions";
  }

  @Override
  public Outcome run(CheckContext context) {
    Device device = context.device();
    Map<String, String> versions = device.versions();
    String cuda = device.dnn().cuda();
    String all =
        device.description()
            + ", "
            + versions.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "))
            + ", cuDNN built for CUDA "
            + cuda;
    if (device.isSoftware()) {
      return Outcome.figure(all);
    }
    Optional<String> mismatch =
        mismatch(versions.get("driver"), versions.get("cuBLAS"), versions.get("cuDNN"), cuda);
    return Outcome.of(
        mismatch.isEmpty(),
        mismatch.map(why -> why + " (" + all + ")").orElse(all),
        "driver, cuBLAS and cuDNN of one stack");
  }

  /**
   * Why libraries do not fit together, if they do not.
   *
   * @param driver the version of CUDA that the driver supports, such as "12.4"
   * @param blas cuBLAS' version
   * @param dnn cuDNN's version
   * @param cudaOfDnn the version of CUDA that cuDNN was built for
   */
  static Optional<String> mismatch(String driver, String blas, String dnn, String cudaOfDnn) {
    int cuda = major(blas);
    Optional<CudaStack> stack = CudaStack.ofCuda(cuda);
    if (stack.isEmpty()) {
      return Optional.of("cuBLAS " + blas + " is of no stack that Graft knows");
    }
    if (major(dnn) != stack.get().dnnMajor()) {
      return Optional.of(
          "cuBLAS %s and cuDNN %s are of two stacks; expected %s"
              .formatted(blas, dnn, stack.get().title()));
    }
    if (major(cudaOfDnn) != cuda) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "cuDNN %s was built for CUDA %s, and cuBLAS %s is of CUDA %d",
              dnn,
              cudaOfDnn,
              blas,
              cuda));
    }
    // A driver serves all minor versions of a major one: NVIDIA's "CUDA Compatibility".
    if (major(driver) < cuda) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "the driver supports CUDA %s, and cuBLAS %s is of CUDA %d",
              driver,
              blas,
              cuda));
    }
    return Optional.empty();
  }

  private static int major(String version) {
    return Integer.parseInt(version.replaceFirst("\\..*", ""));
  }
}
