package graft.train;

import java.util.Locale;

/** The figures of each training step as comma-separated values. */
public final class StepFigures {
  /** The heads of {@link #append}'s columns. */
  public static final String COLUMNS = "epoch,step,loss,accuracy";

  private static final int DECIMALS = 6;
  private static final double UNITS = 1e6;

  /** Up to here a number in units of the last decimal is exact as a whole number. */
  private static final double MOST = 1e9;

  private StepFigures() {}

  /**
   * Appends a line for each step, in order; steps are counted from 1 in each epoch.
   *
   * @param start of each line
   */
  public static void append(StringBuilder lines, String start, History history) {
    for (EpochRecord epoch : history.epochs()) {
      StepRecords steps = epoch.steps();
      for (int step = 1; step <= steps.count(); step++) {
        lines.append(start).append(epoch.epoch()).append(',').append(step).append(',');
        append(lines, steps.loss(step));
        lines.append(',');
        append(lines, steps.accuracy(step));
        lines.append('\n');
      }
    }
  }

  /** Six decimals; nothing for what is no finite number. A run can have a million steps. */
  private static void append(StringBuilder lines, double number) {
    if (!Double.isFinite(number)) {
      return;
    }
    if (number < 0 || number >= MOST) {
      lines.append(String.format(Locale.ROOT, "%.6f", number));
      return;
    }
    long units = Math.round(number * UNITS);
    String digits = Long.toString(units % (long) UNITS);
    lines.append(units / (long) UNITS).append('.');
    lines.append("0".repeat(DECIMALS - digits.length())).append(digits);
  }
}
