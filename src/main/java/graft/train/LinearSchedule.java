package graft.train;

/**
 * {@link Schedule#linear}.
 *
 * @param end the factor that would come after the last step, 0 or more
 */
public record LinearSchedule(double end) implements Schedule {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public LinearSchedule {
    Factor.require("end", end);
  }

  @Override
  public double factor(long step, RunLength run) {
    return 1 + (end - 1) * run.share(step);
  }
}
