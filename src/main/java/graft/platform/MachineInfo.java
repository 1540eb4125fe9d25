package graft.platform;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a machine has of what Graft needs for a GPU, told without opening a device.
 *
 * @param gpu the sign of an NVIDIA GPU, if there is one
 * @param driver the driver's CUDA version or why it has none, then its devices; empty without one
 *     or where it was not asked
 * @param libraries NVIDIA's, found or not
 * @param stacks of each {@link CudaStack} whether it is taken, and why not
 * @param candidates the files that were looked at
 * @param kernels which kernels for a GPU this build has
 * @param fix the one command that brings what comes next; empty if nothing is missing
 */
public record MachineInfo(
    Optional<Path> gpu,
    List<String> driver,
    List<LibraryInfo> libraries,
    List<String> stacks,
    List<Candidate> candidates,
    String kernels,
    Optional<String> fix) {
  /** Keeps copies of the lists. */
  public MachineInfo {
    driver = List.copyOf(driver);
    libraries = List.copyOf(libraries);
    stacks = List.copyOf(stacks);
    candidates = List.copyOf(candidates);
  }

  /**
   * Looks at the machine.
   *
   * @param choice under SOFTWARE the driver is not asked, which takes a process of its own
   */
  public static MachineInfo of(DeviceChoice choice, DeviceSelection.Facts facts) {
    NvidiaLibraries nvidia =
        choice == DeviceChoice.SOFTWARE ? new NvidiaLibraries(facts.system()) : facts.libraries();
    Optional<String> fix = nvidia.fix();
    return new MachineInfo(
        GpuEvidence.find(facts.system()),
        choice == DeviceChoice.SOFTWARE ? List.of() : askDriver(nvidia, facts),
        nvidia.describe(),
        nvidia.verdicts(),
        nvidia.candidates(),
        kernels(nvidia, facts),
        fix.isEmpty() && !facts.hasKernels(nvidia)
            ? nvidia.stack().map(LibraryCache::command)
            : fix);
  }

  private static List<String> askDriver(NvidiaLibraries nvidia, DeviceSelection.Facts facts) {
    return nvidia
        .driver()
        .map(facts.probe())
        .map(found -> found.details().isEmpty() ? List.of(found.finding()) : found.details())
        .orElse(List.of());
  }

  private static String kernels(NvidiaLibraries nvidia, DeviceSelection.Facts facts) {
    String compiled = "compiled by NVRTC for the GPU found";
    if (!facts.kernelsForGpu()) {
      return facts.hasKernels(nvidia) ? compiled : KernelImage.missing();
    }
    return "a fat binary of nvcc"
        + (facts.compiler().apply(nvidia).isPresent()
            ? "; where it does not suit, " + compiled
            : "");
  }

  /** A line about the GPU. */
  public String gpuText() {
    return gpu.map(Path::toString)
        .orElse("none: none of " + GpuEvidence.lookedFor() + " exists on this machine");
  }
}
