package graft.selftest;

import graft.page.Facts;
import graft.page.Html;
import graft.page.HtmlTable;
import graft.page.Note;
import graft.page.Page;
import graft.page.Part;
import graft.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A report as a page: the verdict and its cause, the checks, pictures, tables, stacks. */
final class ReportPage {
  private static final List<HtmlTable.Column> CHECKS =
      List.of(
          new HtmlTable.Column("verdict", HtmlTable.Kind.TEXT),
          new HtmlTable.Column("check", HtmlTable.Kind.NAME),
          new HtmlTable.Column("found", HtmlTable.Kind.TEXT),
          new HtmlTable.Column("expected", HtmlTable.Kind.TEXT),
          new HtmlTable.Column("s", HtmlTable.Kind.NUMBER));

  private final Report report;

  ReportPage(Report report) {
    this.report = report;
  }

  String html() {
    Page page =
        Page.of("Graft self-test")
            .withHeading(Html.of(Html.text("Graft self-test: "), verdict()))
            .withLead(lead())
            .and(Section.of("Checks", checks()));
    for (Row row : report.rows()) {
      if (row.outcome().chart().isPresent()) {
        page = page.and(Section.of(row.name(), row.outcome().chart().get()));
      }
      for (Table table : row.outcome().tables()) {
        page = page.and(Section.of(table.title(), table(table)));
      }
    }
    for (Row row : report.rows()) {
      if (row.outcome().trace().isPresent()) {
        String title = "What broke " + row.name();
        page = page.and(Section.of(title, Html.lines(title, row.outcome().trace().get())));
      }
    }
    return page.html();
  }

  private Html verdict() {
    if (report.passed()) {
      return Html.good("passed");
    }
    return Html.bad(report.cause().isPresent() ? "FAILED" : "NOT FINISHED");
  }

  private Part[] lead() {
    List<Part> lead = new ArrayList<>();
    report.cause().ifPresent(cause -> lead.add(Note.of(Note.Kind.BAD, cause)));
    report
        .running()
        .ifPresent(
            name -> lead.add(Note.of(Note.Kind.BAD, "It ended during the check " + name + ".")));
    lead.add(Facts.of(report.machine()));
    return lead.toArray(Part[]::new);
  }

  private HtmlTable checks() {
    List<HtmlTable.Row> rows = new ArrayList<>();
    for (Row row : report.rows()) {
      Outcome outcome = row.outcome();
      List<Html> cells =
          List.of(
              verdict(outcome.verdict()),
              Html.text(row.name()),
              Html.text(outcome.found()),
              Html.text(outcome.bar().orElse("")),
              Html.text(String.format(Locale.ROOT, "%.1f", row.seconds())));
      rows.add(new HtmlTable.Row(cells, false));
    }
    return new HtmlTable("Checks", false, CHECKS, rows);
  }

  private static Html verdict(Verdict verdict) {
    String text = verdict.toString();
    return switch (verdict) {
      case PASS -> Html.good(text);
      case FAIL -> Html.bad(text);
      case FIGURE -> Html.quiet(text);
    };
  }

  private static HtmlTable table(Table table) {
    List<HtmlTable.Column> columns =
        table.columns().stream()
            .map(column -> new HtmlTable.Column(column, HtmlTable.Kind.TEXT))
            .toList();
    List<List<String>> rows = new ArrayList<>();
    String above = "";
    for (List<String> row : table.rows()) {
      List<String> cells = new ArrayList<>(row);
      // Neighbours of one name are a group.
      if (!rows.isEmpty() && cells.get(0).equals(above)) {
        cells.set(0, "");
      }
      above = row.get(0);
      rows.add(cells);
    }
    return HtmlTable.of(table.title(), columns, rows).withoutCaption();
  }
}
