package graft.report;

import graft.fetch.AtomicFile;
import graft.files.FileFormatException;
import graft.files.MistakeException;
import graft.page.ChartPng;
import graft.page.Html;
import graft.page.LineChart;
import graft.page.NoPictureException;
import graft.page.Note;
import graft.page.Page;
import graft.page.Part;
import graft.page.Section;
import graft.page.SideBySide;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What came of a run, or of several compared: a page that stands alone, and its curves as a
 * picture. It follows from the files in the runs' folders alone.
 *
 * <pre>{@code
 * Report report = Report.of(List.of(Path.of("runs/digits")));
 * report.write(Path.of("runs/digits/report.html"), Path.of("runs/digits/curves.png"));
 * }</pre>
 */
public final class Report {
  /** What the page is called in a run's folder. */
  public static final String PAGE = "report.html";

  /** What the picture is called in a run's folder. */
  public static final String CURVES = "curves.png";

  /** More than any page has. */
  private static final long MOST_BYTES = 64 << 20;

  /** The last line of each page, by which it is known. */
  private static final String FOOT = "Drawn by Graft from the files of the runs' folders.";

  private final Overview overview;

  private Report(Overview overview) {
    this.overview = overview;
  }

  /**
   * Reads what the folders say.
   *
   * @param folders of runs: one, or several to compare
   * @throws FileFormatException if the result.json of one says nothing that can be shown
   * @throws MistakeException if a part of it is not what it should be
   * @throws IOException if a folder or its result.json is not there, or cannot be read
   * @throws IllegalArgumentException if there is no folder
   */
  public static Report of(List<Path> folders) throws IOException {
    if (folders.isEmpty()) {
      throw new IllegalArgumentException("found no folder, expected that of a run");
    }
    List<RecordedRun> runs = new ArrayList<>();
    for (Path folder : folders) {
      runs.add(RunReader.read(folder));
    }
    return new Report(Overview.of(runs));
  }

  /**
   * Whether a file is a page that {@link #write} wrote.
   *
   * @throws IOException if it cannot be read
   */
  public static boolean isPage(Path file) throws IOException {
    return Files.isRegularFile(file)
        && Files.size(file) <= MOST_BYTES
        && new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
            .contains(Html.text(FOOT).toString());
  }

  /** A sentence for each thing that is missing or damaged, and so not on the page. */
  public List<String> notes() {
    return overview.runs().stream().flatMap(run -> run.notes().stream()).toList();
  }

  /** The page. */
  public String html() {
    Headline headline = new Headline(overview);
    List<Part> lead = new ArrayList<>();
    headline.sentences().forEach(sentence -> lead.add(Html.paragraph(sentence)));
    lead.add(headline.figures());
    Page page =
        Page.of(headline.title())
            .withHeading(Html.text(headline.heading()))
            .withLead(lead.toArray(Part[]::new));
    for (Section section : sections()) {
      page = page.and(section);
    }
    return page.withFoot(Html.text(FOOT)).html();
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    ResultsSection.of(overview).ifPresent(sections::add);
    curvesSection().ifPresent(sections::add);
    DifferencesSection.of(overview).ifPresent(sections::add);
    MistakesSection.of(overview).ifPresent(sections::add);
    GrowthSection.of(overview).ifPresent(sections::add);
    FiltersSection.of(overview).ifPresent(sections::add);
    NetworkSection.of(overview).ifPresent(sections::add);
    LineageSection.of(overview).ifPresent(sections::add);
    sections.add(RunsSection.of(overview));
    if (!notes().isEmpty()) {
      sections.add(
          new Section(
              "What is missing",
              notes().stream().<Part>map(note -> Note.of(Note.Kind.INFORMATION, note)).toList()));
    }
    return sections;
  }

  private Optional<Section> curvesSection() {
    List<LineChart> charts = charts();
    if (charts.isEmpty()) {
      return Optional.empty();
    }
    Section section = Section.of("Curves", new SideBySide(List.copyOf(charts)));
    List<String> sentences = new ArrayList<>();
    if (overview.groups().stream().anyMatch(group -> overview.parent(group).isPresent())) {
      sentences.add("A network that grew from another one goes on where that ended.");
    }
    if (overview.hasSpread()) {
      sentences.add(
          "Lines are means of the seeds; their bands reach from the smallest to the largest.");
    }
    return Optional.of(
        sentences.isEmpty()
            ? section
            : section.and(Html.element("p", Html.quiet(String.join(" ", sentences)))));
  }

  private List<LineChart> charts() {
    return new Curves(overview).all();
  }

  /**
   * The curves as a PNG file's bytes; empty where no network finished an epoch.
   *
   * @throws NoPictureException if this machine cannot draw text
   */
  public Optional<byte[]> curves() {
    List<LineChart> charts = charts();
    return charts.isEmpty()
        ? Optional.empty()
        : Optional.of(ChartPng.of(new Headline(overview).heading(), charts));
  }

  /**
   * Writes the page, and its curves beside it.
   *
   * @throws NoPictureException if this machine cannot draw text; the page is written
   * @throws IOException if a file cannot be written; what was there before stays whole
   */
  public void write(Path page, Path picture) throws IOException {
    AtomicFile.write(page, html().getBytes(StandardCharsets.UTF_8));
    Optional<byte[]> curves = curves();
    if (curves.isPresent()) {
      AtomicFile.write(picture, curves.get());
    }
  }
}
