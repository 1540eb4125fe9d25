package graft.device;

import graft.platform.Candidate;
import graft.platform.DeviceChoice;
import graft.platform.DeviceSelection;
import graft.platform.DeviceUnavailableException;
import graft.platform.LibraryInfo;
import graft.platform.MachineInfo;
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
 * @param stacks of each set of NVIDIA's libraries whether it is taken, and why not
 * @param candidates the files that were looked at
 * @param kernels which kernels for a GPU this build has
 * @param device the device that can be used and why this one; empty if none can
 * @param problem why the device that was asked for cannot be used
 * @param fix the one command, or the one step, that comes next; empty if nothing is missing
 */
public record DeviceInfo(
    String gpu,
    List<String> driver,
    List<LibraryInfo> libraries,
    List<String> stacks,
    List<Candidate> candidates,
    String kernels,
    Optional<String> device,
    Optional<String> problem,
    Optional<String> fix) {
  public DeviceInfo {
    driver = List.copyOf(driver);
    libraries = List.copyOf(libraries);
    stacks = List.copyOf(stacks);
    candidates = List.copyOf(candidates);
  }

  /**
   * Looks at this machine, and tries its GPU whatever was found before. Opens the device, so it
   * decides for this JVM like any opening.
   */
  public static DeviceInfo of(DeviceOptions options) {
    return of(
        options, DeviceSelection.Facts.real(DeviceTrial.class, true, options.gpu().isPresent()));
  }

  static DeviceInfo of(DeviceOptions options, DeviceSelection.Facts facts) {
    DeviceChoice choice = options.choice();
    MachineInfo machine = MachineInfo.of(choice, options.gpu(), facts);
    List<LibraryInfo> libraries = machine.libraries();
    Optional<String> usable = Optional.empty();
    Optional<String> problem = Optional.empty();
    try {
      // Asked first: what a machine lacks must be told also in a JVM that has another device.
      DeviceSelection.decide(choice, options.gpu(), facts);
      try (Device device = Device.open(options, () -> facts)) {
        usable = Optional.of(device.description() + ", " + device.reason());
        libraries = describe(device, choice, libraries);
      }
    } catch (DeviceUnavailableException | CudaException e) {
      problem = Optional.of(String.valueOf(e.getMessage()));
    }
    return new DeviceInfo(
        machine.gpuText(),
        machine.driver(),
        libraries,
        machine.stacks(),
        machine.candidates(),
        machine.kernels(),
        usable,
        problem,
        fix(choice, machine, problem));
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

  /** An opened library tells its version better than the name of its file. */
  private static LibraryInfo withVersion(LibraryInfo library, Map<String, String> versions) {
    String key =
        switch (library.name().replaceFirst("\\.so.*", "")) {
          case "libcuda" -> "driver";
          case "libcublas" -> "cuBLAS";
          case "libcudnn" -> "cuDNN";
          default -> "";
        };
    return key.isEmpty() ? library : library.withVersion(versions.get(key));
  }

  private static Optional<String> fix(
      DeviceChoice choice, MachineInfo machine, Optional<String> problem) {
    boolean software =
        choice == DeviceChoice.SOFTWARE || (choice == DeviceChoice.AUTO && machine.gpu().isEmpty());
    if (software) {
      return problem.filter(text -> text.contains("`make`")).map(text -> "make");
    }
    if (machine.gpu().isEmpty()) {
      return Optional.of("--device software computes on the CPU; a GPU needs NVIDIA's card");
    }
    return machine
        .fix()
        .or(() -> problem.map(text -> "nvidia-smi (it tells what the driver lacks)"));
  }

  /** Whether the device that was asked for, or under AUTO any, can be used. */
  public boolean usable() {
    return device.isPresent();
  }
}
