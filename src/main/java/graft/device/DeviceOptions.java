package graft.device;

import graft.platform.DeviceChoice;
import java.util.Objects;

/**
 * What {@link Device#open} is asked for.
 *
 * @param choice which device
 * @param math how cuBLAS and cuDNN multiply
 * @param algorithms which of cuDNN's algorithms may compute a convolution
 * @param sync a debugging aid: wait for the device after every call, so that an asynchronous error
 *     is reported by the call that caused it
 */
public record DeviceOptions(
    DeviceChoice choice, MathMode math, AlgorithmPolicy algorithms, boolean sync) {
  public DeviceOptions {
    Objects.requireNonNull(choice, "choice");
    Objects.requireNonNull(math, "math");
    Objects.requireNonNull(algorithms, "algorithms");
  }

  /** The GPU where there is one, float32, deterministic algorithms, asynchronous. */
  public static DeviceOptions defaults() {
    return new DeviceOptions(DeviceChoice.AUTO, MathMode.FP32, AlgorithmPolicy.defaults(), false);
  }

  /** The same for another choice of device. */
  public DeviceOptions withChoice(DeviceChoice choice) {
    return new DeviceOptions(choice, math, algorithms, sync);
  }

  /** The same with another math mode. */
  public DeviceOptions withMath(MathMode math) {
    return new DeviceOptions(choice, math, algorithms, sync);
  }

  /** The same with other algorithms admitted. */
  public DeviceOptions withAlgorithms(AlgorithmPolicy algorithms) {
    return new DeviceOptions(choice, math, algorithms, sync);
  }

  /** The same with or without waiting after every call. */
  public DeviceOptions withSync(boolean sync) {
    return new DeviceOptions(choice, math, algorithms, sync);
  }
}
