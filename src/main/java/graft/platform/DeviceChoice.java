package graft.platform;

/** Which device to compute on. */
public enum DeviceChoice {
  /** The GPU where there is a usable one, else the software device. */
  AUTO,
  /** An NVIDIA GPU, or an error that says what is missing. */
  GPU,
  /** Graft's own implementation of the CUDA libraries, on the CPU. */
  SOFTWARE
}
