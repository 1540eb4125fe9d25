package graft.selftest;

import graft.platform.Candidate;
import graft.platform.DeviceChoice;
import graft.platform.DeviceSelection;
import graft.platform.LibraryInfo;
import graft.platform.MachineInfo;
import java.nio.file.Path;
import java.util.List;

/** What the machine has: which of NVIDIA's libraries are taken, and which were looked at. */
final class MachineCheck implements Check {
  @Override
  public String name() {
    return "machine";
  }

  @Override
  public Outcome run(CheckContext context) {
    return look(context.device().isSoftware() ? DeviceChoice.SOFTWARE : DeviceChoice.GPU);
  }

  /** Opens no device. */
  static Outcome look(DeviceChoice choice) {
    MachineInfo machine = MachineInfo.of(choice, DeviceSelection.Facts.real());
    String found =
        machine.stacks().stream()
            .filter(stack -> stack.endsWith(": taken"))
            .findFirst()
            .orElse("none of NVIDIA's stacks is taken");
    return Outcome.figure(found + "; GPU kernels: " + machine.kernels())
        .with(table("NVIDIA's driver and stacks", List.of("GPU", machine.gpuText()), machine))
        .with(
            new Table(
                "Libraries",
                List.of("library", "file name", "version", "place"),
                machine.libraries().stream().map(MachineCheck::row).toList()))
        .with(
            new Table(
                "Files looked at",
                List.of("file", "verdict"),
                machine.candidates().stream().map(MachineCheck::row).toList()));
  }

  private static Table table(String title, List<String> gpu, MachineInfo machine) {
    List<List<String>> rows = new java.util.ArrayList<>();
    rows.add(gpu);
    machine.driver().forEach(line -> rows.add(List.of("driver says", line)));
    machine.stacks().forEach(line -> rows.add(List.of("stack", line)));
    machine.fix().ifPresent(line -> rows.add(List.of("what comes next", line)));
    return new Table(title, List.of("", "found"), rows);
  }

  private static List<String> row(LibraryInfo library) {
    return List.of(
        library.title(),
        library.name(),
        library.version(),
        library.path().map(Path::toString).orElse(library.needed() ? "MISSING" : "not needed"));
  }

  private static List<String> row(Candidate file) {
    return List.of(file.path().toString(), file.verdict());
  }
}
