package graft.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;

/**
 * What the device noted of each step of an epoch, whenever the host looked: a value. Steps are
 * counted from 1.
 */
public final class StepRecords {
  private final double[] losses; // [steps]
  private final double[] accuracies; // [steps]

  /**
   * Keeps copies.
   *
   * @param losses {@code [steps]}, the mean over each step's samples, in nats
   * @param accuracies {@code [steps]}, the share of each step's samples classified rightly, 0 to 1
   * @throws IllegalArgumentException if the lengths differ
   */
  public StepRecords(double[] losses, double[] accuracies) {
    if (losses.length != accuracies.length) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "found losses of %d steps and accuracies of %d, expected as many",
              losses.length,
              accuracies.length));
    }
    this.losses = losses.clone();
    this.accuracies = accuracies.clone();
  }

  /** The number of steps. */
  public int count() {
    return losses.length;
  }

  /**
   * The mean loss of a step's samples, in nats.
   *
   * @param step counted from 1
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double loss(int step) {
    return losses[step - 1];
  }

  /**
   * The share of a step's samples classified rightly, 0 to 1.
   *
   * @param step counted from 1
   * @throws IndexOutOfBoundsException if there is no such step
   */
  public double accuracy(int step) {
    return accuracies[step - 1];
  }

  /** All losses in order, {@code [steps]}: a copy. */
  public double[] losses() {
    return losses.clone();
  }

  /** All accuracies in order, {@code [steps]}: a copy. */
  public double[] accuracies() {
    return accuracies.clone();
  }

  /** The first step whose loss is NaN or infinite, counted from 1. */
  public OptionalInt firstNotFinite() {
    for (int i = 0; i < losses.length; i++) {
      if (!Double.isFinite(losses[i])) {
        return OptionalInt.of(i + 1);
      }
    }
    return OptionalInt.empty();
  }

  /** Equal bit for bit. */
  @Override
  public boolean equals(Object other) {
    return other instanceof StepRecords records
        && Arrays.equals(losses, records.losses)
        && Arrays.equals(accuracies, records.accuracies);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(losses) + Arrays.hashCode(accuracies);
  }

  @Override
  public String toString() {
    return "StepRecords of " + losses.length + " steps";
  }
}
