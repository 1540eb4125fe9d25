package graft.cli;

import graft.device.DeviceInfo;
import graft.platform.DeviceChoice;
import graft.platform.LibraryInfo;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code graft info}: which device can be used, and what keeps a GPU from it. */
@Command(
    name = "info",
    description =
        "Says which device can be used, with which libraries, and what is missing. The exit code is"
            + " 0 only if the device that --device asks for can be used.",
    footer = {"", "Example: graft info --device gpu"},
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class InfoCommand implements Callable<Integer> {
  private static final String ROW = "%-14s %s%n";

  @CommandLine.Mixin private DeviceFlags device;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    DeviceInfo info = DeviceInfo.of(device.options());
    SettingRows settings = SettingRows.of(System.getenv());
    PrintWriter out = spec.commandLine().getOut();
    print(info, device.choice(), out);
    printRows(out, "environment", settings.lines());
    return info.usable() && settings.sound()
        ? CommandLine.ExitCode.OK
        : CommandLine.ExitCode.SOFTWARE;
  }

  static void print(DeviceInfo info, DeviceChoice choice, PrintWriter out) {
    out.printf(ROW, "graft", Main.Version.current() + ", Java " + Runtime.version());
    if (choice != DeviceChoice.SOFTWARE) {
      out.printf(ROW, "NVIDIA GPU", info.gpu());
      printRows(out, "driver says", info.driver());
    }
    for (LibraryInfo library : info.libraries()) {
      out.printf(
          "%-14s %-24s %-12s %s%n",
          title(library), library.name(), library.version(), place(library));
    }
    if (choice != DeviceChoice.SOFTWARE) {
      printRows(out, "stacks", info.stacks());
      printRows(
          out,
          "looked at",
          info.candidates().stream().map(file -> file.path() + " " + file.verdict()).toList());
      out.printf(ROW, "GPU kernels", info.kernels());
    }
    info.device().ifPresent(text -> out.printf(ROW, "usable", text));
    info.problem()
        .ifPresent(
            text -> out.printf(ROW, "not usable", text.replace("\n", "\n" + " ".repeat(15))));
    info.fix()
        .ifPresent(
            text -> out.printf(ROW, choice == DeviceChoice.AUTO ? "for the GPU" : "fix", text));
  }

  private static void printRows(PrintWriter out, String title, List<String> lines) {
    for (int i = 0; i < lines.size(); i++) {
      out.printf(ROW, i == 0 ? title : "", lines.get(i));
    }
  }

  private static String title(LibraryInfo library) {
    return library.title().equals(library.name()) ? "" : library.title();
  }

  private static String place(LibraryInfo library) {
    return library
        .path()
        .map(Path::toString)
        .orElse(library.needed() ? "MISSING" : "not found, not needed");
  }
}
