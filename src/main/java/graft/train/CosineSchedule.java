package graft.train;

/**
 * {@link Schedule#cosine}.
 *
 * @param end the factor that would come after the last step, 0 or more
 */
public record CosineSchedule(double end) implements Schedule {
  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is negative or not finite
   */
  public CosineSchedule {
    Factor.require("end", end);
  }

  @Override
  public double factor(long step, RunLength run) {
    return end + (1 - end) * (1 + StrictMath.cos(Math.PI * run.share(step))) / 2;
  }
}
