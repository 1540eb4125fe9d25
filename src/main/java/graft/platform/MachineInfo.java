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
   * @param gpu the name of a card that is asked for
   */
  public static MachineInfo of(
      DeviceChoice choice, Optional<String> gpu, DeviceSelection.Facts facts) {
    Optional<GpuSearch> search =
        choice == DeviceChoice.SOFTWARE ? Optional.empty() : Optional.of(search(gpu, facts));
    NvidiaLibraries nvidia =
        search.map(GpuSearch::libraries).orElseGet(() -> new NvidiaLibraries(facts.system()));
    Optional<String> fix = nvidia.fix();
    return new MachineInfo(
        GpuEvidence.find(facts.system()),
        search.map(MachineInfo::driver).orElse(List.of()),
        nvidia.describe(),
        nvidia.verdicts(),
        nvidia.candidates(),
        kernels(nvidia, facts),
        fix.isEmpty() && !facts.hasKernels(nvidia)
            ? nvidia.stack().map(LibraryCache::command)
            : fix);
  }

  /** A name that no card has is told by who asks for it; here the others are of interest. */
  private static GpuSearch search(Optional<String> gpu, DeviceSelection.Facts facts) {
    try {
      return GpuSearch.of(facts, gpu);
    } catch (DeviceUnavailableException e) {
      return GpuSearch.of(facts, Optional.empty());
    }
  }

  private static List<String> driver(GpuSearch search) {
    return search
        .finding()
        .map(
            found ->
                found.details().isEmpty() ? List.of(found.finding()) : found.details(search.card()))
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
