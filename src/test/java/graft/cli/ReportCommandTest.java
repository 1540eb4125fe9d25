package graft.cli;

import static org.assertj.core.api.Assertions.assertThat;

import graft.device.TestDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportCommandTest extends TerminalSession {
  private int train(Path run) {
    return graft(
        "train",
        "examples/lenet5.yaml",
        "--device",
        TestDevice.choice(),
        "--data",
        folder.resolve("digits").toString(),
        "--limit",
        "128",
        "--epochs",
        "1",
        "--force",
        "--out",
        run.toString());
  }

  @Test
  void trainingsLeaveAReportThatCanBeDrawnAgain() throws IOException {
    Path run = folder.resolve("reported");
    Path page = run.resolve("report.html");

    assertThat(train(run)).as("%s", err).isZero();

    assertThat(out.toString().lines()).contains("report    " + page);
    assertThat(run.resolve("curves.png")).isNotEmptyFile();
    String drawn = Files.readString(page);
    assertThat(drawn).contains("128 images of");
    Files.delete(page);
    assertThat(graft("report", run.toString())).as("%s", err).isZero();
    assertThat(page).hasContent(drawn);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFailureToDrawLosesNoRun() throws IOException {
    Path run = folder.resolve("undrawn");
    Files.createDirectories(run.resolve("report.html").resolve("in the way"));

    assertThat(train(run)).isZero();

    assertThat(err.toString()).startsWith("warning: ").contains("is not drawn").hasLineCount(1);
    assertThat(run.resolve("model.safetensors")).isNotEmptyFile();
  }

  @Test
  void comparisonsGoWhereTheyAreToldTo() throws IOException {
    Path run = folder.resolve("reported");
    assertThat(train(run)).isZero();
    Path other = folder.resolve("reported too");
    assertThat(train(other)).isZero();
    Path page = folder.resolve("both.html");

    assertThat(graft("report", run.toString(), other.toString(), "-o", page.toString()))
        .as("%s", err)
        .isZero();

    assertThat(page).isNotEmptyFile();
    assertThat(folder.resolve("both.png")).isNotEmptyFile();
  }

  @Test
  void refusesWhatIsNoRun() {
    assertThat(graft("report", folder.resolve("nothing").toString())).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("nothing: found nothing, expected the folder of a run");
  }

  @Test
  void refusesWhereAPageCannotGoBeforeItReads() {
    assertThat(graft("report", "nowhere", "-o", "page.pdf")).isEqualTo(2);
    assertThat(err.toString()).contains("--out is page.pdf, expected a name that ends in .html");
    assertThat(graft("report", "nowhere", "-o", folder.resolve("no/page.html").toString()))
        .isEqualTo(1);
    assertThat(err.toString()).contains("found no folder " + folder.resolve("no"));
    assertThat(graft("report")).isEqualTo(2);
  }

  @Test
  void aRunThatIsNamedTwiceIsNoSecondSeed() throws IOException {
    Path run = Files.createDirectories(folder.resolve("one run"));
    assertThat(graft("report", run.toString(), run + "/../one run")).isEqualTo(2);
    assertThat(err.toString()).contains("one run is named twice; expected each run once");
  }

  /** Only a report is drawn over; a run's own names are its own. */
  @Test
  void whatIsNoReportIsNotDrawnOver() throws IOException {
    Path run = folder.resolve("drawn");
    assertThat(train(run)).isZero();
    Path mine = Files.writeString(folder.resolve("mine.html"), "<html>my notes</html>");
    assertThat(graft("report", run.toString(), "-o", mine.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(mine + ": found a file that is no report");
    assertThat(mine).hasContent("<html>my notes</html>");

    Path photo = Files.writeString(folder.resolve("holiday.png"), "a photograph");
    Path page = folder.resolve("holiday.html");
    assertThat(graft("report", run.toString(), "-o", page.toString())).isEqualTo(1);
    assertThat(err.toString()).contains(photo + ": found a picture, but no report " + page);
    assertThat(photo).hasContent("a photograph");

    Path twice = folder.resolve("twice.html");
    assertThat(graft("report", run.toString(), "-o", twice.toString())).isZero();
    assertThat(graft("report", run.toString(), "-o", twice.toString())).isZero();
  }
}
