package graft.cli;

import graft.fetch.OutputTrial;
import graft.page.NoPictureException;
import graft.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft report}: draws the report of a run again, or compares several. */
@Command(
    name = "report",
    description =
        "Draws the report of a run from the files in its folder, or compares several runs: a page"
            + " that needs no network, and its curves as a PNG beside it.",
    footer = {
      "",
      "Examples:",
      "  graft report runs/digits",
      "  graft report runs/digits runs/wider -o wider.html"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  private static final Path COMPARISON = Path.of("comparison.html");
  private static final String HTML = ".html";

  @Parameters(
      paramLabel = "RUN",
      arity = "1..*",
      description = "the folder of a run of train or experiment; several are compared")
  private List<Path> runs;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE.html",
      description =
          "where the page goes (default: report.html in the folder of one run, comparison.html here"
              + " for several)")
  private Optional<Path> out = Optional.empty();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Path page = page();
    Path picture = picture(page);
    requireEachOnce();
    Report report = Report.of(runs);
    PrintWriter err = spec.commandLine().getErr();
    report.notes().forEach(note -> err.println("note: " + note));
    PrintWriter screen = spec.commandLine().getOut();
    try {
      report.write(page, picture);
      screen.println("written to %s and %s".formatted(page, picture));
    } catch (NoPictureException e) {
      err.println("note: " + picture + " is not drawn: " + e.getMessage());
      screen.println("written to " + page);
    }
    return CommandLine.ExitCode.OK;
  }

  /** A run that is named twice would count as two, as if with another seed. */
  private void requireEachOnce() throws IOException {
    Set<Path> seen = new HashSet<>();
    for (Path run : runs) {
      Usage.require(
          spec,
          !Files.exists(run) || seen.add(run.toRealPath()),
          run + " is named twice; expected each run once");
    }
  }

  /** Refused before anything is read. */
  private Path page() throws IOException {
    Path page =
        out.orElseGet(() -> runs.size() == 1 ? runs.get(0).resolve(Report.PAGE) : COMPARISON);
    Usage.require(
        spec,
        page.toString().endsWith(HTML),
        "--out is " + page + ", expected a name that ends in .html");
    Path folder = page.toAbsolutePath().getParent();
    if (out.isPresent() && folder != null && !Files.isDirectory(folder)) {
      throw new IOException(
          "%s: found no folder %s, expected one that is there".formatted(page, folder));
    }
    if (Files.isDirectory(page)) {
      throw new IOException(page + ": found a folder, expected a file or nothing");
    }
    boolean ownOfRun = out.isEmpty() && runs.size() == 1;
    if (!ownOfRun && Files.isRegularFile(page) && Files.size(page) > 0 && !Report.isPage(page)) {
      throw new IOException(page + ": found a file that is no report; expected a new name");
    }
    if (!Files.exists(page) && Files.exists(picture(page)) && out.isPresent()) {
      throw new IOException(
          "%s: found a picture, but no report %s beside it; expected a new name"
              .formatted(picture(page), page));
    }
    if (folder != null && Files.isDirectory(folder)) { // else it is a run that is missing
      OutputTrial.ofFile(page);
    }
    return page;
  }

  /** Beside the page, by its name unless it is the run's own. */
  private static Path picture(Path page) {
    String name = String.valueOf(page.getFileName());
    return page.resolveSibling(
        name.equals(Report.PAGE)
            ? Report.CURVES
            : name.substring(0, name.length() - HTML.length()) + ".png");
  }
}
