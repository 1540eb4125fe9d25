package graft.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a machine has of what Graft needs, and whether a device can be used: it is opened to know.
 *
 * @param gpu the sign of an NVIDIA GPU, or what was looked for
 * @param driver the driver's CUDA version or why it has none, then its devices; empty without one
 * @param libraries NVIDIA's, or the software device's where that was asked for
 * @param kernels which kernels for a GPU this build has
 * @param device the device that can be used and why this one; empty if none can
 * @param problem why the device that was asked for cannot be used
 * @param fix the one command, or the one step, that comes next; empty if nothing is missing
 */
public record DeviceInfo(
    String gpu,
    List<String> driver,
    List<LibraryInfo> libraries,
    String kernels,
    Optional<String> device,
    Optional<String> problem,
    Optional<String> fix) {
  public DeviceInfo {
    driver = List.copyOf(driver);
    libraries = List.copyOf(libraries);
  }

  /** Looks at this machine. Opens the device, so it decides for this JVM like any opening. */
  public static DeviceInfo of(DeviceChoice choice) {
    return of(choice, Selection.Facts.real());
  }

  static DeviceInfo of(DeviceChoice choice, Selection.Facts facts) {
    NvidiaLibraries nvidia = new NvidiaLibraries(facts.system());
    Optional<Path> sign = GpuEvidence.find(facts.system());
    List<LibraryInfo> libraries = nvidia.describe();
    Optional<String> usable = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      // Asked first: what a machine lacks must be told also in a JVM that has another device.
      Selection.decide(choice, facts);
      try (Device device = Device.open(DeviceOptions.defaults().withChoice(choice), facts)) {
        usable = Optional.of(device.description() + ", " + device.reason());
        libraries = describe(device, choice, libraries);
      }
    } catch (DeviceUnavailableException | CudaException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    return new DeviceInfo(
        sign.map(Path::toString)
            .orElse("none: none of " + GpuEvidence.lookedFor() + " exists on this machine"),
        choice == DeviceChoice.SOFTWARE ? List.of() : askDriver(nvidia, facts),
        libraries,
        kernels(facts),
        usable,
        problem,
        fix(choice, sign.isPresent(), nvidia, facts, problem));
  }

  /** Under AUTO, NVIDIA's libraries stay in view where the software device was taken. */
  private static List<LibraryInfo> describe(
      Device device, DeviceChoice choice, List<LibraryInfo> nvidia) {
    if (device.isSoftware() && choice == DeviceChoice.AUTO) {
      return nvidia;
    }
    List<LibraryInfo> opened = new ArrayList<>();
    if (device.isSoftware()) {
      device
          .libraries()
          .forEach((name, file) -> opened.add(LibraryInfo.found(name, name, true, file)));
    } else {
      opened.addAll(nvidia);
    }
    opened.replaceAll(library -> withVersion(library, device.versions()));
    return opened;
  }

  private static List<String> askDriver(NvidiaLibraries nvidia, Selection.Facts facts) {
    return nvidia
        .driver()
        .map(facts.probe())
        .map(found -> found.details().isEmpty() ? List.of(found.finding()) : found.details())
        .orElse(List.of());
  }

  /** An opened library tells its version better than the name of its file. */
  private static LibraryInfo withVersion(LibraryInfo library, Map<String, String> versions) {
    String key =
        switch (library.name()) {
          case NvidiaLibraries.DRIVER -> "driver";
          case NvidiaLibraries.BLAS -> "cuBLAS";
          case NvidiaLibraries.DNN -> "cuDNN";
          default -> "";
        };
    return key.isEmpty() ? library : library.withVersion(versions.get(key));
  }

  private static String kernels(Selection.Facts facts) {
    String compiled = "compiled by NVRTC for the GPU found";
    if (!facts.kernelsForGpu()) {
      return facts.hasKernels() ? compiled : KernelImage.missing();
    }
    return "a fat binary of nvcc"
        + (facts.compiler().isPresent() ? "; where it does not suit, " + compiled : "");
  }

  private static Optional<String> fix(
      DeviceChoice choice,
      boolean gpu,
      NvidiaLibraries nvidia,
      Selection.Facts facts,
      Optional<String> problem) {
    if (choice == DeviceChoice.SOFTWARE) {
      return problem.map(text -> "make");
    }
    if (!gpu) {
      return choice == DeviceChoice.GPU
          ? Optional.of("--device software computes on the CPU; a GPU needs NVIDIA's card")
          : Optional.empty();
    }
    if (!nvidia.missing().isEmpty()) {
      return nvidia.fix();
    }
    if (!facts.hasKernels()) {
      return Optional.of(LibraryCache.COMMAND);
    }
    return problem.map(text -> "nvidia-smi (it tells what the driver lacks)");
  }

  /** Whether the device that was asked for, or under AUTO any, can be used. */
  public boolean usable() {
    return device.isPresent();
  }
}
