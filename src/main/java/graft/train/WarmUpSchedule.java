package graft.train;

import java.util.Objects;

/**
 * {@link Schedule#afterWarmUp}.
 *
 * @param then the schedule of the steps after it
 * @param epochs that it takes, parts of one allowed
 */
public record WarmUpSchedule(Schedule then, double epochs) implements Schedule {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public WarmUpSchedule {
    Objects.requireNonNull(then, "then");
    Factor.require("warm-up epochs", epochs);
  }

  @Override
  public double factor(long step, RunLength run) {
    long warmUp = run.stepsOf(epochs);
    return step < warmUp
        ? (step + 1.0) / (warmUp + 1.0)
        : then.factor(step - warmUp, run.without(warmUp));
  }
}
