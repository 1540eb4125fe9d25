package graft.selftest;

import java.util.List;
import java.util.Locale;

/** A report as a page: the verdict and its cause, the checks, pictures, tables, stacks. */
final class ReportPage {
  private final Report report;
  private final StringBuilder page = new StringBuilder();

  ReportPage(Report report) {
    this.report = report;
  }

  String html() {
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Graft self-test</title>
        <style>
        body { font: 15px/1.45 system-ui, sans-serif; max-width: 78em; margin: 2em auto; padding: 0 1em; color: #1d2733; }
        h2 { font-size: 1.15em; margin: 2em 0 .4em; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .3em .7em; border-bottom: 1px solid #dde3ea; vertical-align: top; overflow-wrap: break-word; }
        th { color: #5b6876; font-weight: 600; } td.s, td.pass, td.FAIL, td.figure { white-space: nowrap; } td.s { text-align: right; }
        .pass { color: #17692f; font-weight: 600; } .FAIL { color: #b3181f; font-weight: 700; } .figure { color: #5b6876; }
        .cause { border-left: 4px solid #b3181f; padding: .4em .8em; background: #fbeeee; }
        .small { font-size: 13px; } pre { font-size: 12px; overflow-x: auto; }
        dl { display: grid; grid-template-columns: 8em 1fr; gap: .1em 1em; } dt { color: #5b6876; } dd { margin: 0; }
        svg { display: block; margin: .5em 0 2em; max-width: 100%; height: auto; }
        text { font: 13px system-ui, sans-serif; fill: #1d2733; }
        </style></head><body>
        """);
    head();
    checks();
    for (Row row : report.rows()) {
      row.outcome().chart().ifPresent(this::chart);
      row.outcome().tables().forEach(this::table);
    }
    for (Row row : report.rows()) {
      row.outcome().trace().ifPresent(trace -> trace(row.name(), trace));
    }
    return page.append("</body></html>\n").toString();
  }

  private void head() {
    String verdict =
        report.passed()
            ? "pass\">passed"
            : report.cause().isPresent() ? "FAIL\">FAILED" : "FAIL\">NOT FINISHED";
    page.append("<h1>Graft self-test: <span class=\"").append(verdict).append("</span></h1>\n");
    report
        .cause()
        .ifPresent(
            cause -> page.append("<p class=\"cause\">").append(text(cause)).append("</p>\n"));
    report
        .running()
        .ifPresent(
            name ->
                page.append("<p class=\"cause\">It ended during the check ")
                    .append(text(name))
                    .append(".</p>\n"));
    page.append("<dl>");
    report
        .machine()
        .forEach(
            (name, value) ->
                page.append("<dt>")
                    .append(text(name))
                    .append("</dt><dd>")
                    .append(text(value))
                    .append("</dd>\n"));
    page.append("</dl>\n");
  }

  private void checks() {
    page.append(
        "<table><tr><th></th><th>check</th><th>found</th><th>expected</th><th>s</th></tr>\n");
    for (Row row : report.rows()) {
      Verdict verdict = row.outcome().verdict();
      page.append("<tr><td class=\"%s\">%s</td>".formatted(verdict, verdict));
      cell(row.name());
      cell(row.outcome().found());
      cell(row.outcome().bar().orElse(""));
      page.append("<td class=\"s\">%s</td></tr>\n".formatted(seconds(row)));
    }
    page.append("</table>\n");
  }

  private static String seconds(Row row) {
    return String.format(Locale.ROOT, "%.1f", row.seconds());
  }

  private void chart(Chart chart) {
    page.append("<h2>%s</h2>\n".formatted(text(chart.title()))).append(ChartPicture.svg(chart));
  }

  private void table(Table table) {
    page.append("<h2>%s</h2>\n<table class=\"small\"><tr>".formatted(text(table.title())));
    table.columns().forEach(column -> page.append("<th>").append(text(column)).append("</th>"));
    page.append("</tr>\n");
    List<String> above = List.of();
    for (List<String> row : table.rows()) {
      page.append("<tr>");
      // Neighbours of one name are a group.
      boolean same = !above.isEmpty() && above.get(0).equals(row.get(0));
      cell(same ? "" : row.get(0));
      row.stream().skip(1).forEach(this::cell);
      page.append("</tr>\n");
      above = row;
    }
    page.append("</table>\n");
  }

  private void trace(String name, String trace) {
    page.append("<h2>What broke %s</h2>\n<pre>".formatted(text(name)))
        .append(text(trace))
        .append("</pre>\n");
  }

  private void cell(String value) {
    page.append("<td>").append(text(value)).append("</td>");
  }

  static String text(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
