package graft.experiment;

import graft.train.EpochRecord;
import graft.train.Evaluation;
import graft.train.History;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The runs side by side, as text for a terminal and for a README. */
public final class ResultTable {
  private ResultTable() {}

  /**
   * A table of the runs: the validation loss before the first step and after each epoch, the last
   * accuracy, the speed.
   *
   * @param published whether the published losses stand beside them: only where the data is MNIST
   */
  public static String of(ExperimentResult result, boolean published) {
    return table(
        "seed " + result.seed(), result.runs().stream().map(ResultTable::row).toList(), published);
  }

  /** The means of the runs of several seeds; runs that not every seed has are left out. */
  public static String meansOf(List<ExperimentResult> results, boolean published) {
    List<Row> rows = new ArrayList<>();
    for (Run run : Runs.ALL) {
      List<Row> ofRun =
          results.stream()
              .map(result -> result.find(run).map(ResultTable::row))
              .flatMap(Optional::stream)
              .toList();
      if (!ofRun.isEmpty() && ofRun.size() == results.size()) {
        rows.add(Row.mean(ofRun));
      }
    }
    String seeds =
        results.stream()
            .map(result -> Long.toString(result.seed()))
            .collect(Collectors.joining(", "));
    return table("mean of seeds " + seeds, rows, published);
  }

  private record Row(
      Run run, double before, List<Double> losses, double accuracy, double imagesPerSecond) {
    static Row mean(List<Row> rows) {
      List<Double> losses = new ArrayList<>();
      int epochs = rows.stream().mapToInt(row -> row.losses.size()).min().orElseThrow();
      for (int epoch = 0; epoch < epochs; epoch++) {
        int index = epoch;
        losses.add(rows.stream().mapToDouble(row -> row.losses.get(index)).average().orElseThrow());
      }
      return new Row(
          rows.get(0).run,
          rows.stream().mapToDouble(Row::before).average().orElseThrow(),
          losses,
          rows.stream().mapToDouble(Row::accuracy).average().orElseThrow(),
          rows.stream().mapToDouble(Row::imagesPerSecond).average().orElseThrow());
    }
  }

  private static Row row(RunRecord finished) {
    History history = finished.history();
    List<EpochRecord> epochs = history.epochs();
    Evaluation last = epochs.isEmpty() ? history.before() : history.last().validation();
    return new Row(
        finished.run(),
        history.before().loss(),
        epochs.stream().map(epoch -> epoch.validation().loss()).toList(),
        last.accuracy(),
        epochs.stream().mapToDouble(EpochRecord::imagesPerSecond).average().orElse(Double.NaN));
  }

  private static String table(String title, List<Row> rows, boolean published) {
    int epochs = rows.stream().mapToInt(row -> row.losses().size()).max().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append("%-20s %9s".formatted(title, "before"));
    for (int epoch = 1; epoch <= epochs; epoch++) {
      text.append(" %9s".formatted("epoch " + epoch));
    }
    text.append(" %9s %9s".formatted("accuracy", "images/s"));
    text.append(published ? "   published losses" : "");
    for (Row row : rows) {
      text.append("%n%-20s".formatted(row.run().title())).append(cell("%.4f", row.before()));
      for (int epoch = 0; epoch < epochs; epoch++) {
        boolean reached = epoch < row.losses().size();
        text.append(cell("%.4f", reached ? row.losses().get(epoch) : Double.NaN));
      }
      text.append(cell("%.2f%%", 100 * row.accuracy())).append(cell("%.0f", row.imagesPerSecond()));
      if (published) {
        text.append("   ");
        text.append(
            row.run().publishedLosses().stream()
                .map(loss -> String.format(Locale.ROOT, "%.4f", loss))
                .collect(Collectors.joining(" ")));
      }
    }
    return text.toString();
  }

  /** Nine wide; a dash for what there is no finite number of. */
  private static String cell(String format, double number) {
    String text = Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "-";
    return " %9s".formatted(text);
  }
}
