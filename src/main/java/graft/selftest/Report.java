package graft.selftest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.device.Device;
import graft.fetch.AtomicFile;
import graft.page.BarChart;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a self-test found, as a page to look at and as JSON to send back.
 *
 * @param machine names and values of the head
 * @param rows of the checks that ended
 * @param running the check that is under way; empty after the last
 */
record Report(Map<String, String> machine, List<Row> rows, Optional<String> running) {
  static final String HTML = "gpu-report.html";
  static final String JSON = "gpu-report.json";

  /** The key in the JSON file of the check that was under way. */
  static final String RUNNING = "running";

  Report {
    machine = new LinkedHashMap<>(machine);
    rows = List.copyOf(rows);
  }

  /** What is said of a device. */
  static Map<String, String> headOf(Device device) {
    Map<String, String> head = new LinkedHashMap<>();
    head.put("device", device.description());
    head.put("math", device.math().toString());
    head.putAll(device.versions());
    head.putAll(headOfProcess());
    return head;
  }

  /** What is said where there is no device. */
  static Map<String, String> headOfProcess() {
    Map<String, String> head = new LinkedHashMap<>();
    head.put("java", Runtime.version().toString());
    head.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    head.put(
        "time",
        OffsetDateTime.now(ZoneId.systemDefault()).truncatedTo(ChronoUnit.SECONDS).toString());
    return head;
  }

  /**
   * Writes both files into a folder, which is made if need be.
   *
   * @throws IOException if that fails
   */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Redaction redaction = Redaction.ofUser();
    String json =
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(json());
    // Whole or not at all: the process may crash at any time.
    AtomicFile.write(folder.resolve(JSON), bytes(redaction.apply(json)));
    AtomicFile.write(folder.resolve(HTML), bytes(redaction.apply(new ReportPage(this).html())));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  boolean passed() {
    return running.isEmpty() && cause().isEmpty();
  }

  /** The first failure, in a line: what comes behind it often follows from it. */
  Optional<String> cause() {
    return rows.stream()
        .filter(row -> row.outcome().failed())
        .findFirst()
        .map(row -> row.name() + ": " + row.outcome().found());
  }

  private ObjectNode json() {
    ObjectNode root = new ObjectMapper().createObjectNode();
    machine.forEach(root.putObject("machine")::put);
    root.put("passed", passed());
    cause().ifPresent(cause -> root.put("cause", cause));
    running.ifPresent(name -> root.put(RUNNING, name));
    ArrayNode checks = root.putArray("checks");
    for (Row row : rows) {
      Outcome outcome = row.outcome();
      ObjectNode node = checks.addObject();
      node.put("check", row.name())
          .put("verdict", outcome.verdict().toString())
          .put("found", outcome.found())
          .put("seconds", row.seconds());
      outcome.bar().ifPresent(bar -> node.put("expected", bar));
      outcome.chart().ifPresent(chart -> figures(chart, node.putObject("figures")));
      if (!outcome.tables().isEmpty()) {
        ArrayNode tables = node.putArray("tables");
        outcome.tables().forEach(table -> cells(table, tables.addObject()));
      }
      outcome.trace().ifPresent(trace -> node.put("trace", trace));
    }
    return root;
  }

  private static void figures(BarChart chart, ObjectNode node) {
    node.put("title", chart.title()).put("unit", chart.unit());
    ArrayNode values = node.putArray("values");
    for (BarChart.Bar bar : chart.bars()) {
      ObjectNode value = values.addObject().put("label", bar.label());
      if (Double.isFinite(bar.value())) {
        value.put("value", bar.value());
      } else {
        value.putNull("value"); // JSON has no NaN
      }
      if (!Double.isNaN(bar.mark())) {
        value.put("floor", bar.mark());
      }
    }
  }

  private static void cells(Table table, ObjectNode node) {
    node.put("title", table.title());
    table.columns().forEach(node.putArray("columns")::add);
    ArrayNode rows = node.putArray("rows");
    for (List<String> row : table.rows()) {
      row.forEach(rows.addArray()::add);
    }
  }
}
