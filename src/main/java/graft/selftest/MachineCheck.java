package graft.selftest;

import graft.platform.Candidate;
import graft.platform.LibraryInfo;
import graft.platform.MachineInfo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the machine has: which of NVIDIA's libraries are taken, and which were looked at.
 *
 * @param machine as it was before a device was opened: one in exclusive mode answers nobody else
 */
record MachineCheck(MachineInfo machine) implements Check {
  @Override
  public String name() {
    return "machine";
  }

  @Override
  public Outcome run(CheckContext context) {
    return outcome();
  }

  /** Needs no device. */
  Outcome outcome() {
    String found =
        machine.stacks().stream()
            .filter(stack -> stack.endsWith(": taken"))
            .findFirst()
            .orElse("none of NVIDIA's stacks is taken");
    return Outcome.figure(found + "; GPU kernels: " + machine.kernels())
        .with(driverAndStacks())
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

  private Table driverAndStacks() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("GPU", machine.gpuText()));
    machine.driver().forEach(line -> rows.add(List.of("driver says", line)));
    machine.stacks().forEach(line -> rows.add(List.of("stack", line)));
    machine.fix().ifPresent(line -> rows.add(List.of("what comes next", line)));
    return new Table("NVIDIA's driver and stacks", List.of("", "found"), rows);
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
