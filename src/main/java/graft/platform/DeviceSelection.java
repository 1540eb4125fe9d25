package graft.platform;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;

/**
 * The decision between the GPU and the software device, made without loading anything.
 *
 * @param software which of the two
 * @param reason why, in a line
 */
public record DeviceSelection(boolean software, String reason) {

  /**
   * What the decision rests on; the tests give their own.
   *
   * @param kernelsForGpu whether the build has kernels for a GPU
   * @param compiler that of the machine, which can make up for them
   */
  public record Facts(
      SystemView system,
      Function<Path, DriverProbe.Finding> probe,
      boolean kernelsForGpu,
      Optional<KernelCompiler> compiler) {
    /** Of this machine. */
    public static Facts real() {
      SystemView system = SystemView.real();
      return new Facts(
          system, DriverProbe::ask, KernelImage.forGpu().isPresent(), NvrtcCompiler.find(system));
    }

    boolean hasKernels() {
      return kernelsForGpu || compiler.isPresent();
    }
  }

  /**
   * Decides.
   *
   * @throws DeviceUnavailableException if the GPU is asked for by name and cannot be used
   */
  public static DeviceSelection decide(DeviceChoice choice, Facts facts) {
    if (choice == DeviceChoice.SOFTWARE) {
      return new DeviceSelection(true, "asked for");
    }
    NvidiaLibraries libraries = new NvidiaLibraries(facts.system());
    Optional<Path> sign = GpuEvidence.find(facts.system());
    return choice == DeviceChoice.GPU
        ? gpuOrError(sign, libraries, facts)
        : gpuOrSoftware(sign, libraries, facts);
  }

  private static DeviceSelection gpuOrError(
      Optional<Path> sign, NvidiaLibraries libraries, Facts facts) {
    if (sign.isEmpty()) {
      throw new DeviceUnavailableException(
          "no NVIDIA GPU: none of "
              + GpuEvidence.lookedFor()
              + " exists on this machine"
              + (libraries.missing().isEmpty() ? "" : "\n" + libraries.report())
              + "\n--device software computes on the CPU");
    }
    if (!libraries.missing().isEmpty()) {
      throw new DeviceUnavailableException(
          "an NVIDIA GPU is there (" + sign.get() + "), but not usable yet\n" + libraries.report());
    }
    if (!facts.hasKernels()) {
      throw new DeviceUnavailableException(KernelImage.missing());
    }
    return new DeviceSelection(false, "asked for");
  }

  private static DeviceSelection gpuOrSoftware(
      Optional<Path> sign, NvidiaLibraries libraries, Facts facts) {
    if (sign.isEmpty()) {
      return new DeviceSelection(true, "no NVIDIA GPU on this machine");
    }
    String gpu = "an NVIDIA GPU is there (" + sign.get() + "), but ";
    String how = "; --device gpu says how to use it";
    if (!libraries.missing().isEmpty()) {
      return new DeviceSelection(
          true, gpu + String.join(", ", libraries.missing()) + " was not found" + how);
    }
    if (!facts.hasKernels()) {
      return new DeviceSelection(true, gpu + "this build has no kernels for it" + how);
    }
    DriverProbe.Finding finding = facts.probe().apply(libraries.driver().orElseThrow());
    return finding.usable()
        ? new DeviceSelection(false, "found: " + finding.finding())
        : new DeviceSelection(true, gpu + finding.finding());
  }
}
