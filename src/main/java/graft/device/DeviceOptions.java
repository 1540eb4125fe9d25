package graft.device;

import graft.platform.DeviceChoice;
import graft.platform.GpuName;
import java.util.Objects;
import java.util.Optional;

/**
 * What {@link Device#open} is asked for.
 *
 * @param choice which device
 * @param gpu which GPU: its ordinal, its UUID or the UUID's beginning, as {@code graft info} lists
 *     them; a name asks for a GPU, empty takes the card with most free memory
 * @param math how cuBLAS and cuDNN multiply
 * @param algorithms which of cuDNN's algorithms may compute a convolution
 * @param sync a debugging aid: wait for the device after every call, so that an asynchronous error
 *     is reported by the call that caused it
 */
public record DeviceOptions(
    DeviceChoice choice,
    Optional<String> gpu,
    MathMode math,
    AlgorithmPolicy algorithms,
    boolean sync) {
  /** Checks what can be told without a machine. */
  public DeviceOptions {
    Objects.requireNonNull(choice, "choice");
    Objects.requireNonNull(math, "math");
    Objects.requireNonNull(algorithms, "algorithms");
    gpu.ifPresent(GpuName::check);
    if (gpu.isPresent() && choice == DeviceChoice.SOFTWARE) {
      throw new IllegalArgumentException(
          "the GPU " + gpu.get() + " is asked for, and the software device is none");
    }
  }

  /** The GPU where there is one, float32, deterministic algorithms, asynchronous. */
  public static DeviceOptions defaults() {
    return new DeviceOptions(
        DeviceChoice.AUTO, Optional.empty(), MathMode.FP32, AlgorithmPolicy.defaults(), false);
  }

  /** The same for another choice of device. */
  public DeviceOptions withChoice(DeviceChoice choice) {
    return new DeviceOptions(choice, gpu, math, algorithms, sync);
  }

  /**
   * The same for a GPU of a name.
   *
   * @param name its ordinal, its UUID or the UUID's beginning
   * @throws IllegalArgumentException if it can name none, or the software device is chosen
   */
  public DeviceOptions withGpu(String name) {
    return new DeviceOptions(choice, Optional.of(name), math, algorithms, sync);
  }

  /** The same with another math mode. */
  public DeviceOptions withMath(MathMode math) {
    return new DeviceOptions(choice, gpu, math, algorithms, sync);
  }

  /** The same with other algorithms admitted. */
  public DeviceOptions withAlgorithms(AlgorithmPolicy algorithms) {
    return new DeviceOptions(choice, gpu, math, algorithms, sync);
  }

  /** The same with or without waiting after every call. */
  public DeviceOptions withSync(boolean sync) {
    return new DeviceOptions(choice, gpu, math, algorithms, sync);
  }
}
