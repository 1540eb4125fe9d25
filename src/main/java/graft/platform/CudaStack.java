package graft.platform;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A major version of CUDA with the cuDNN that Graft uses beside it: libraries that fit together.
 * The newest comes first, and is taken first. {@link LibrarySet} has the versions that Graft
 * brings.
 *
 * <p>Sources: NVIDIA's "CUDA Compatibility" (the drivers of each major version), the architectures
 * in the libraries' fat binaries (the cards).
 */
public enum CudaStack {
  CUDA_13(
      13,
      9,
      580,
      121,
      "pip install 'nvidia-cublas>=13,<14' nvidia-cudnn-cu13 'nvidia-cuda-nvrtc>=13,<14'"),
  CUDA_12(
      12, 9, 525, 121, "pip install nvidia-cublas-cu12 nvidia-cudnn-cu12 nvidia-cuda-nvrtc-cu12"),
  /** What JCuda 11.7.0 was built for. */
  CUDA_11(11, 8, 450, 90, "");

  // Compute capabilities, as 10 major + minor.
  private static final int TURING = 75;
  private static final int KEPLER = 35;
  private static final int BLACKWELL = 100;
  // The first of CUDA 12 and of cuDNN 9 that know Blackwell.
  private static final int BLACKWELL_CUDA = 12080;
  private static final String BLACKWELL_BLAS = "12.8";
  private static final String BLACKWELL_DNN = "9.7";

  private final int major;
  private final int dnnMajor;
  private final int release;
  private final int highest;
  private final String pip;

  /**
   * One of them.
   *
   * @param release the first of the driver that supports it
   * @param highest compute capability that its libraries serve, 10 major + minor
   * @param pip the command that brings it into a Python environment, if there is one
   */
  CudaStack(int major, int dnnMajor, int release, int highest, String pip) {
    this.major = major;
    this.dnnMajor = dnnMajor;
    this.release = release;
    this.highest = highest;
    this.pip = pip;
  }

  /** "CUDA 12 with cuDNN 9". */
  public String title() {
    return "CUDA " + major + " with cuDNN " + dnnMajor;
  }

  /** The one of a major version of CUDA, if there is one. */
  public static Optional<CudaStack> ofCuda(int major) {
    return Arrays.stream(values()).filter(stack -> stack.major == major).findFirst();
  }

  /** The major version of CUDA. */
  int major() {
    return major;
  }

  /** The major version of its cuDNN. */
  public int dnnMajor() {
    return dnnMajor;
  }

  String blas() {
    return "libcublas.so." + major;
  }

  String blasLt() {
    return "libcublasLt.so." + major;
  }

  String dnn() {
    return "libcudnn.so." + dnnMajor;
  }

  /** What cuDNN 8 opens by name; cuDNN 9 finds its parts beside itself. */
  List<String> dnnParts() {
    return this == CUDA_11
        ? List.of(
            "libcudnn_ops_infer.so.8",
            "libcudnn_cnn_infer.so.8",
            "libcudnn_ops_train.so.8",
            "libcudnn_cnn_train.so.8")
        : List.of();
  }

  /** NVRTC, which compiles kernels where the build's do not suit. */
  String compiler() {
    // The name of all 11.2 and later.
    return "libnvrtc.so." + (this == CUDA_11 ? "11.2" : String.valueOf(major));
  }

  /** The device functions that NVRTC opens by name: one file for each minor version. */
  String compilerFunctions() {
    return "libnvrtc-builtins.so." + major + ".*";
  }

  /** The command that brings its libraries into a Python environment, beside our own. */
  Optional<String> pip() {
    return Optional.of(pip).filter(command -> !command.isEmpty());
  }

  /**
   * "drivers from 525 on and cards of compute 7.5 to 9.0".
   *
   * @param served the highest compute capability of the libraries meant
   */
  String scope(int served) {
    return "drivers from " + release + " on and cards of compute " + range(served);
  }

  private String range(int served) {
    return capabilityText(lowest()) + " to " + capabilityText(served);
  }

  private int lowest() {
    return this == CUDA_11 ? KEPLER : TURING;
  }

  /**
   * Why a driver and its card cannot use it, such as "needs a driver of release 580 or newer: this
   * one is 535.104.05"; empty if they can, as far as is known.
   */
  Optional<String> refusal(DriverFacts driver) {
    return refusal(driver, highest);
  }

  /**
   * The same of one version of it.
   *
   * @param served the highest compute capability of its libraries
   */
  Optional<String> refusal(DriverFacts driver, int served) {
    if (driver.cuda() > 0 && driver.cuda() < 1000 * major) {
      return Optional.of("needs a driver of release " + release + " or newer: " + driver.text());
    }
    if (driver.capability().isEmpty()) {
      return Optional.empty();
    }
    int capability = driver.capability().getAsInt();
    if (capability < lowest() || capability > served) {
      return Optional.of(
          "has no code for the card: it is of compute "
              + capabilityText(capability)
              + ", and these libraries serve "
              + range(served));
    }
    if (capability >= BLACKWELL && driver.cuda() > 0 && driver.cuda() < BLACKWELL_CUDA) {
      return Optional.of(
          "needs a driver of release 570.26 (CUDA 12.8) or newer for a card of compute "
              + capabilityText(capability)
              + ": "
              + driver.text());
    }
    return Optional.empty();
  }

  /**
   * Why a file of it does not suit the card, though the stack does; empty if it does, or its
   * version is not known.
   *
   * @param name a SONAME of this stack
   */
  Optional<String> refusal(DriverFacts driver, String name, String version) {
    if (driver.capability().orElse(0) < BLACKWELL || this != CUDA_12) {
      return Optional.empty();
    }
    String least = name.equals(dnn()) ? BLACKWELL_DNN : name.equals(blas()) ? BLACKWELL_BLAS : "";
    return !least.isEmpty() && LibraryVersion.isBefore(version, least)
        ? Optional.of(
            "it is of version "
                + version
                + ", and a card of compute "
                + capabilityText(driver.capability().getAsInt())
                + " needs "
                + least
                + " or newer")
        : Optional.empty();
  }

  private static String capabilityText(int capability) {
    return capability / 10 + "." + capability % 10;
  }
}
