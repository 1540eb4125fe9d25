package graft.report;

import graft.files.FileFormatException;
import graft.files.MistakeException;
import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What lies beside a run's result.json; where it is bad it is left out, and the rest is shown. */
final class RunFolderFuzz {
  private RunFolderFuzz() {}

  /** What reads the file alone. */
  @FunctionalInterface
  interface Reader {
    void read(Path file) throws IOException;
  }

  static void read(String name, byte[] input, Reader reader) throws IOException {
    Path folder = Input.place("run-of-" + name);
    Path file = folder.resolve(name);
    if (!Files.exists(folder)) {
      Files.createDirectories(folder);
      RunFiles.training(1).write(folder);
    }
    Files.write(file, input);
    Input.read(input, () -> reader.read(file), FileFormatException.class, MistakeException.class);
    if (Input.isChosen(input)) {
      Input.read(input, () -> requirePage(folder));
    }
  }

  /** Where its result.json is sound, a run is shown whatever lies beside it. */
  private static void requirePage(Path folder) throws IOException {
    Report report = Report.of(List.of(folder));
    Input.require(report.html().contains("</html>"), "no page");
    Input.require(
        report.notes().stream().flatMapToInt(String::chars).noneMatch(Character::isISOControl),
        "a note of more than a line");
  }
}
