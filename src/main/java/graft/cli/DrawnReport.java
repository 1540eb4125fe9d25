package graft.cli;

import graft.fetch.FileProblem;
import graft.page.NoPictureException;
import graft.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The report of a run in its folder, drawn when its results are written. */
final class DrawnReport {
  private DrawnReport() {}

  /**
   * Draws it, if there is a result. Where that fails there is a warning, and the run is none the
   * worse: {@code graft report} can draw it later.
   *
   * @param folder of the run
   * @param screen told where the page lies
   */
  static void draw(Path folder, PrintWriter screen, CommandSpec command) {
    Path page = folder.resolve(Report.PAGE);
    if (!Files.exists(folder.resolve("result.json"))) {
      return;
    }
    PrintWriter err = command.commandLine().getErr();
    try {
      Report.of(List.of(folder)).write(page, folder.resolve(Report.CURVES));
    } catch (NoPictureException e) {
      err.println("warning: " + Report.CURVES + " is not drawn: " + e.getMessage());
    } catch (IOException | RuntimeException | LinkageError | OutOfMemoryError e) {
      err.println(
          "warning: %s is not drawn, which 'graft report %s' can do again: %s"
              .formatted(
                  page, folder, e instanceof IOException refused ? FileProblem.of(refused) : e));
      return;
    }
    screen.println("report    " + page);
  }
}
