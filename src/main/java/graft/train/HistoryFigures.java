package graft.train;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/** A history's figures as results write them: JSON for programs, a row an epoch for tables. */
public final class HistoryFigures {
  /** The heads of {@link #rows}' columns. */
  public static final String COLUMNS =
      "epoch,loss,accuracy,validation_loss,validation_accuracy,seconds,images_per_second";

  private HistoryFigures() {}

  /** Adds {@code before} and {@code epochs}. */
  public static void put(ObjectNode node, History history) {
    put(node.putObject("before"), history.before());
    ArrayNode epochs = node.putArray("epochs");
    for (EpochRecord epoch : history.epochs()) {
      ObjectNode entry = epochs.addObject().put("epoch", epoch.epoch());
      put(entry, "loss", epoch.loss());
      put(entry, "accuracy", epoch.accuracy());
      put(entry, "seconds", epoch.trainSeconds());
      put(entry, "imagesPerSecond", epoch.imagesPerSecond());
      put(entry.putObject("validation"), epoch.validation());
    }
  }

  private static void put(ObjectNode node, Evaluation evaluation) {
    put(node, "loss", evaluation.loss());
    put(node, "accuracy", evaluation.accuracy());
    node.put("samples", evaluation.samples());
  }

  /** JSON has no NaN and no infinity. */
  private static void put(ObjectNode node, String name, double number) {
    if (Double.isFinite(number)) {
      node.put(name, number);
    } else {
      node.putNull(name);
    }
  }

  /**
   * Lines of comma-separated values. Epoch 0 is the state before the first step, of which only the
   * validation figures are known.
   *
   * @param start of each line
   */
  public static String rows(String start, History history) {
    Evaluation before = history.before();
    StringBuilder rows = new StringBuilder();
    rows.append(
        String.format(
            Locale.ROOT,
            "%s0,,,%s,%s,,%n",
            start,
            cell("%.6f", before.loss()),
            cell("%.6f", before.accuracy())));
    for (EpochRecord epoch : history.epochs()) {
      rows.append(
          String.format(
              Locale.ROOT,
              "%s%d,%s,%s,%s,%s,%s,%s%n",
              start,
              epoch.epoch(),
              cell("%.6f", epoch.loss()),
              cell("%.6f", epoch.accuracy()),
              cell("%.6f", epoch.validation().loss()),
              cell("%.6f", epoch.validation().accuracy()),
              cell("%.3f", epoch.trainSeconds()),
              cell("%.1f", epoch.imagesPerSecond())));
    }
    return rows.toString();
  }

  /** Empty for what is no finite number. */
  private static String cell(String format, double number) {
    return Double.isFinite(number) ? String.format(Locale.ROOT, format, number) : "";
  }
}
