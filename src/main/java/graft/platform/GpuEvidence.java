package graft.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Signs of an NVIDIA GPU that are seen without loading anything. Once JCuda has loaded NVIDIA's
 * libcuda.so.1, this process can never reach the software device; and many machines have that
 * library without a GPU (containers, build machines).
 */
final class GpuEvidence {
  private GpuEvidence() {}

  /** The file that speaks for a GPU. */
  static Optional<Path> find(SystemView system) {
    // On Windows' Linux subsystem the GPU is behind /dev/dxg. The nodes in /dev are made at the
    // first use of the driver: after a boot only /proc knows the card.
    for (List<Path> signs :
        List.of(
            SystemView.list(system.at("/dev"), "nvidia[0-9]*"),
            SystemView.list(system.at("/proc/driver/nvidia/gpus"), "*"),
            List.of(system.at("/dev/dxg")))) {
      for (Path sign : signs) {
        if (Files.exists(sign)) {
          return Optional.of(sign);
        }
      }
    }
    return Optional.empty();
  }

  static String lookedFor() {
    return "/dev/nvidia0, /proc/driver/nvidia/gpus, /dev/dxg";
  }
}
