package graft.platform;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
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
   * @param compiler that among the machine's libraries, which can make up for them
   */
  public record Facts(
      SystemView system,
      Function<Path, DriverProbe.Finding> probe,
      boolean kernelsForGpu,
      Function<NvidiaLibraries, Optional<KernelCompiler>> compiler) {
    /** Asks each driver once, which takes a process. */
    public Facts {
      Function<Path, DriverProbe.Finding> ask = probe;
      Map<Path, DriverProbe.Finding> findings = new HashMap<>();
      probe = driver -> findings.computeIfAbsent(driver, ask);
    }

    /** Of this machine. */
    public static Facts real() {
      SystemView system = SystemView.real();
      return new Facts(
          system,
          DriverProbe::ask,
          KernelImage.forGpu().isPresent(),
          libraries -> NvrtcCompiler.find(system, libraries));
    }

    boolean hasKernels(NvidiaLibraries libraries) {
      return kernelsForGpu || compiler.apply(libraries).isPresent();
    }

    /** NVIDIA's, chosen by what the driver says where it can be asked, else by files alone. */
    NvidiaLibraries libraries() {
      NvidiaLibraries byFiles = new NvidiaLibraries(system);
      return byFiles
          .driver()
          .map(probe)
          .filter(DriverProbe.Finding::usable)
          .map(byFiles::with)
          .orElse(byFiles);
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
    Optional<Path> sign = GpuEvidence.find(facts.system());
    return choice == DeviceChoice.GPU ? gpuOrError(sign, facts) : gpuOrSoftware(sign, facts);
  }

  private static DeviceSelection gpuOrError(Optional<Path> sign, Facts facts) {
    if (sign.isEmpty()) {
      NvidiaLibraries libraries = new NvidiaLibraries(facts.system());
      throw new DeviceUnavailableException(
          "no NVIDIA GPU: none of "
              + GpuEvidence.lookedFor()
              + " exists on this machine"
              + (libraries.obstacle().isEmpty() ? "" : "\n" + libraries.report())
              + "\n--device software computes on the CPU");
    }
    NvidiaLibraries libraries = facts.libraries();
    if (libraries.obstacle().isPresent()) {
      throw new DeviceUnavailableException(
          "an NVIDIA GPU is there (" + sign.get() + "), but not usable yet\n" + libraries.report());
    }
    if (!facts.hasKernels(libraries)) {
      throw new DeviceUnavailableException(KernelImage.missing());
    }
    return new DeviceSelection(false, "asked for");
  }

  private static DeviceSelection gpuOrSoftware(Optional<Path> sign, Facts facts) {
    if (sign.isEmpty()) {
      return new DeviceSelection(true, "no NVIDIA GPU on this machine");
    }
    String gpu = "an NVIDIA GPU is there (" + sign.get() + "), but ";
    String how = "; --device gpu says how to use it";
    // By files first: a machine without the libraries is not made to wait for its driver.
    NvidiaLibraries byFiles = new NvidiaLibraries(facts.system());
    if (byFiles.obstacle().isPresent()) {
      return new DeviceSelection(true, gpu + byFiles.obstacle().get() + how);
    }
    DriverProbe.Finding finding = facts.probe().apply(byFiles.driver().orElseThrow());
    if (!finding.usable()) {
      return new DeviceSelection(true, gpu + finding.finding());
    }
    NvidiaLibraries libraries = byFiles.with(finding);
    if (libraries.obstacle().isPresent()) {
      return new DeviceSelection(true, gpu + libraries.obstacle().get() + how);
    }
    if (!facts.hasKernels(libraries)) {
      return new DeviceSelection(true, gpu + "this build has no kernels for it" + how);
    }
    return new DeviceSelection(false, "found: " + finding.finding());
  }
}
