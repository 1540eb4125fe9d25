package graft.report;

import graft.files.FileFormatException;
import graft.files.MistakeException;
import graft.fuzz.Input;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A run's result.json, and the page that it becomes. */
public final class ResultFuzz {
  private ResultFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    Path folder = Files.createDirectories(Input.place("result"));
    Path file = folder.resolve("result.json");
    Files.write(file, input);
    Input.read(
        input,
        () -> {
          new ResultReader(file, JsonFile.read(file)).read();
          if (Input.isChosen(input)) {
            Input.require(Report.of(List.of(folder)).html().contains("</html>"), "no page");
          }
        },
        FileFormatException.class,
        MistakeException.class);
  }
}
