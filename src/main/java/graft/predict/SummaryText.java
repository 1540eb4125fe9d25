package graft.predict;

import graft.nn.MemoryNeed;
import graft.platform.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A summary as an aligned table. */
final class SummaryText {
  private static final int NUMBERS = 3; // columns from here on are of numbers, up to the last
  private static final List<String> HEAD =
      List.of("node", "op", "output", "trained", "not trained", "FLOPs", "reads");

  private SummaryText() {}

  static String of(Summary summary) {
    List<List<String>> rows = new ArrayList<>(List.of(HEAD));
    rows.add(List.of("input", "", summary.input().toString(), "", "", "", ""));
    String before = "input";
    for (NodeSummary node : summary.nodes()) {
      rows.add(row(node, node.reads().equals(List.of(before))));
      before = node.name();
    }
    rows.add(
        List.of(
            "total",
            "",
            "",
            number(summary.trained()),
            number(summary.notTrained()),
            number(summary.forwardFlops()),
            ""));
    StringBuilder text = new StringBuilder(aligned(rows));
    text.append(
        "%n%nFLOPs of one sample: %s forward, %s in training"
            .formatted(number(summary.forwardFlops()), number(summary.trainingFlops())));
    text.append(" (two for each multiply-add of convolutions and dense layers)");
    summary.memory().ifPresent(memory -> add(text, memory));
    return text.toString();
  }

  /**
   * A node's cells.
   *
   * @param next whether it reads the one above it alone, which goes without saying
   */
  private static List<String> row(NodeSummary node, boolean next) {
    return List.of(
        node.name(),
        node.op(),
        node.output().toString(),
        number(node.trained()),
        number(node.notTrained()),
        number(node.forwardFlops()),
        next ? "" : String.join(", ", node.reads()));
  }

  private static String aligned(List<List<String>> rows) {
    int[] widths =
        IntStream.range(0, HEAD.size())
            .map(
                column ->
                    rows.stream()
                        .map(row -> row.get(column).length())
                        .max(Comparator.naturalOrder())
                        .orElse(0))
            .toArray();
    return rows.stream()
        .map(row -> line(row, widths))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - row.get(column).length());
      boolean right = column >= NUMBERS && column < widths.length - 1;
      line.append(right ? padding + row.get(column) : row.get(column) + padding).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private static void add(StringBuilder text, Summary.Memory memory) {
    add(text, "inference", memory.batch(), memory.inference());
    add(text, "training", memory.batch(), memory.training());
  }

  private static void add(StringBuilder text, String mode, int batch, MemoryNeed need) {
    text.append(
        String.format(
            Locale.ROOT,
            "%nmemory in %s, batch %d: %s (parameters %s, gradients %s, activations %s, workspace"
                + " %s)",
            mode,
            batch,
            Bytes.text(need.total()),
            Bytes.text(need.parameters()),
            Bytes.text(need.gradients()),
            Bytes.text(need.activations()),
            Bytes.text(need.workspace())));
  }

  private static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
