package graft.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The page of a finished run and its curves: the same bytes each time. */
final class ReportWork implements Work {
  private static final List<String> FILES = List.of("page.html", "page.png");

  @Override
  public String name() {
    return "report";
  }

  @Override
  public void prepare(Path folder) throws IOException {
    new TrainingWork().prepare(folder);
    assertThat(write(folder, 0, 0, false)).isZero();
    for (String file : FILES) {
      Files.copy(folder.resolve(file), folder.resolve("expected").resolve(file));
    }
  }

  @Override
  public int write(Path folder, int worker, int round, boolean goesOn) {
    return Commands.graft(folder, "report FOLDER/run -o FOLDER/page.html");
  }

  @Override
  public void judge(Path folder, Done done) {
    for (String file : FILES) {
      assertThat(folder.resolve(file))
          .hasSameBinaryContentAs(folder.resolve("expected").resolve(file));
    }
  }
}
