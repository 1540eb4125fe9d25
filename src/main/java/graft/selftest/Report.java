package graft.selftest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a self-test found, as a page to look at and as JSON to send back. */
final class Report {
  static final String HTML = "gpu-report.html";
  static final String JSON = "gpu-report.json";

  /** Of the chart's font, on average, rounded up. */
  private static final double PIXELS_OF_A_LETTER = 7.1;

  private final Map<String, String> machine = new LinkedHashMap<>();
  private final List<Row> rows;

  Report(Device device, List<Row> rows) {
    this.rows = rows;
    machine.put("device", device.description());
    machine.put("math", device.math().toString());
    machine.putAll(device.versions());
    machine.put("java", Runtime.version().toString());
    machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    machine.put(
        "time",
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString());
  }

  /**
   * Writes both files into a folder, which is made if need be.
   *
   * @throws IOException if that fails
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    new ObjectMapper()
        .enable(SerializationFeature.INDENT_OUTPUT)
        .writeValue(folder.resolve(JSON).toFile(), json());
    Files.writeString(folder.resolve(HTML), html());
  }

  private boolean passed() {
    return rows.stream().noneMatch(row -> row.outcome().failed());
  }

  private ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    machine.forEach(root.putObject("machine")::put);
    root.put("passed", passed());
    ArrayNode checks = root.putArray("checks");
    for (Row row : rows) {
      ObjectNode node = checks.addObject();
      node.put("check", row.name())
          .put("verdict", row.outcome().verdict().toString())
          .put("found", row.outcome().found())
          .put("seconds", row.seconds());
      row.outcome().bar().ifPresent(bar -> node.put("expected", bar));
      row.outcome().chart().ifPresent(chart -> figures(chart, node.putObject("figures")));
    }
    return root;
  }

  private static void figures(Chart chart, ObjectNode node) {
    node.put("title", chart.title()).put("unit", chart.unit());
    ArrayNode values = node.putArray("values");
    for (Chart.Bar bar : chart.bars()) {
      ObjectNode value = values.addObject().put("label", bar.label()).put("value", bar.value());
      if (!Double.isNaN(bar.mark())) {
        value.put("floor", bar.mark());
      }
    }
  }

  private String html() {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Graft self-test</title>
        <style>
        body { font: 15px/1.45 system-ui, sans-serif; max-width: 66em; margin: 2em auto; padding: 0 1em; color: #1d2733; }
        table { border-collapse: collapse; width: 100%; }
        th, td { text-align: left; padding: .35em .7em; border-bottom: 1px solid #dde3ea; vertical-align: top; }
        .pass { color: #17692f; font-weight: 600; } .FAIL { color: #b3181f; font-weight: 700; } .figure { color: #5b6876; }
        dl { display: grid; grid-template-columns: 8em 1fr; gap: .1em 1em; } dt { color: #5b6876; } dd { margin: 0; }
        svg { display: block; margin: .5em 0 2em; } text { font: 13px system-ui, sans-serif; fill: #1d2733; }
        </style></head><body>
        """);
    page.append("<h1>Graft self-test: <span class=\"")
        .append(passed() ? "pass\">passed" : "FAIL\">FAILED")
        .append("</span></h1>\n<dl>");
    machine.forEach(
        (name, value) ->
            page.append("<dt>")
                .append(text(name))
                .append("</dt><dd>")
                .append(text(value))
                .append("</dd>\n"));
    page.append(
        "</dl>\n<table><tr><th></th><th>check</th><th>found</th><th>expected</th><th>s</th></tr>\n");
    for (Row row : rows) {
      Verdict verdict = row.outcome().verdict();
      page.append("<tr><td class=\"%s\">%s</td>".formatted(verdict, verdict));
      for (String cell :
          List.of(
              row.name(),
              row.outcome().found(),
              row.outcome().bar().orElse(""),
              String.format(Locale.ROOT, "%.1f", row.seconds()))) {
        page.append("<td>").append(text(cell)).append("</td>");
      }
      page.append("</tr>\n");
    }
    page.append("</table>\n");
    for (Row row : rows) {
      row.outcome()
          .chart()
          .ifPresent(
              chart ->
                  page.append("<h2>%s</h2>\n".formatted(text(chart.title()))).append(svg(chart)));
    }
    return page.append("</body></html>\n").toString();
  }

  private static String svg(Chart chart) {
    int line = 26;
    int left = 16 + (int) (PIXELS_OF_A_LETTER * longestLabel(chart));
    int width = 380;
    double largest = chart.bars().stream().mapToDouble(Report::reach).max().orElse(1);
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" role=\"img\">\n"
            .formatted(left + width + 190, line * chart.bars().size() + 4));
    int y = 0;
    for (Chart.Bar bar : chart.bars()) {
      boolean marked = !Double.isNaN(bar.mark());
      String floor = marked ? " (floor " + figure(bar.mark()) + ")" : "";
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>"
                  + "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#4a7fb5\"/>"
                  + "<text x=\"%.1f\" y=\"%d\">%s %s%s</text>\n",
              left - 8,
              y + 18,
              text(bar.label()),
              left,
              y + 4,
              width * bar.value() / largest,
              line - 8,
              left + width * reach(bar) / largest + 8,
              y + 18,
              figure(bar.value()),
              text(chart.unit()),
              floor));
      if (marked) {
        double at = left + width * bar.mark() / largest;
        svg.append(
            String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\" stroke=\"#b3181f\""
                    + " stroke-width=\"3\"/>\n",
                at,
                at,
                y + 1,
                y + line - 1));
      }
      y += line;
    }
    return svg.append("</svg>\n").toString();
  }

  /** How far right a bar and its tick go, in the chart's unit. */
  private static double reach(Chart.Bar bar) {
    return Double.isNaN(bar.mark()) ? bar.value() : Math.max(bar.value(), bar.mark());
  }

  private static int longestLabel(Chart chart) {
    return chart.bars().stream().mapToInt(bar -> bar.label().length()).max().orElse(0);
  }

  private static String figure(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.1f" : "%,.0f", value);
  }

  private static String text(String value) {
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
