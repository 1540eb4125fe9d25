package graft.experiment;

import graft.train.EpochRecord;
import graft.train.Evaluation;
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
    for (RunKind kind : RunKind.values()) {
      List<Row> ofKind =
          results.stream()
              .map(result -> result.find(kind).map(ResultTable::row))
              .flatMap(Optional::stream)
              .toList();
      if (ofKind.size() == results.size()) {
        rows.add(Row.mean(ofKind));
      }
    }
    String seeds =
        results.stream()
            .map(result -> Long.toString(result.seed()))
            .collect(Collectors.joining(", "));
    return table("mean of seeds " + seeds, rows, published);
  }

  private record Row(
      RunKind kind, double before, List<Double> losses, double accuracy, double imagesPerSecond) {
    static Row mean(List<Row> rows) {
      List<Double> losses = new ArrayList<>();
      for (int epoch = 0; epoch < rows.get(0).losses.size(); epoch++) {
        int index = epoch;
        losses.add(rows.stream().mapToDouble(row -> row.losses.get(index)).average().orElseThrow());
      }
      return new Row(
          rows.get(0).kind,
          rows.stream().mapToDouble(Row::before).average().orElseThrow(),
          losses,
          rows.stream().mapToDouble(Row::accuracy).average().orElseThrow(),
          rows.stream().mapToDouble(Row::imagesPerSecond).average().orElseThrow());
    }
  }

  private static Row row(RunRecord run) {
    List<EpochRecord> epochs = run.history().epochs();
    Evaluation last = epochs.isEmpty() ? run.history().before() : run.history().last().validation();
    return new Row(
        run.kind(),
        run.history().before().loss(),
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
      text.append(String.format(Locale.ROOT, "%n%-20s %9.4f", row.kind().title(), row.before()));
      for (double loss : row.losses()) {
        text.append(String.format(Locale.ROOT, " %9.4f", loss));
      }
      text.append(
          String.format(
              Locale.ROOT,
              " %8.2f%% %9s",
              100 * row.accuracy(),
              Double.isNaN(row.imagesPerSecond())
                  ? "-"
                  : Long.toString(Math.round(row.imagesPerSecond()))));
      if (published) {
        text.append("   ");
        text.append(
            row.kind().publishedLosses().stream()
                .map(loss -> String.format(Locale.ROOT, "%.4f", loss))
                .collect(Collectors.joining(" ")));
      }
    }
    return text.toString();
  }
}
