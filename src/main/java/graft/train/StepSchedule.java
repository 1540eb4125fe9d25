package graft.train;

import java.util.List;
import java.util.Locale;

/**
 * {@link Schedule#steps}.
 *
 * @param factor that the rate gets once more after each of the epochs, 0 or more
 * @param afterEpochs counted from 1, each larger than the one before
 */
public record StepSchedule(double factor, List<Integer> afterEpochs) implements Schedule {
  /**
   * Keeps a copy.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public StepSchedule {
    Factor.require("factor", factor);
    afterEpochs = List.copyOf(afterEpochs);
    int last = 0;
    for (int epoch : afterEpochs) {
      if (epoch <= last) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "the rate changes after epoch %d, expected a later one than epoch %d",
                epoch,
                last));
      }
      last = epoch;
    }
  }

  @Override
  public double factor(long step, RunLength run) {
    double product = 1;
    for (int epoch : afterEpochs) {
      product *= step >= (long) epoch * run.stepsInEpoch() ? factor : 1;
    }
    return product;
  }
}
