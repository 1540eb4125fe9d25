package graft.train;

/**
 * How long a run is.
 *
 * @param steps in all of it; 0 or fewer where a warm-up takes more than the run has
 * @param stepsInEpoch at least 1; a short last batch is a step
 */
public record RunLength(long steps, int stepsInEpoch) {
  /**
   * Checks the epoch.
   *
   * @throws IllegalArgumentException if it has no step
   */
  public RunLength {
    if (stepsInEpoch < 1) {
      throw new IllegalArgumentException(
          "found " + stepsInEpoch + " steps in an epoch, expected 1 or more");
    }
  }

  /** Of so many epochs. */
  static RunLength ofEpochs(int epochs, int stepsInEpoch) {
    return new RunLength((long) epochs * stepsInEpoch, stepsInEpoch);
  }

  /** The share of the run that is done before a step, 0 to below 1. */
  public double share(long step) {
    return (double) step / steps;
  }

  /** The steps of so many epochs, rounded. */
  public long stepsOf(double epochs) {
    return Math.round(epochs * stepsInEpoch);
  }

  /** What is left of the run after so many steps. */
  RunLength without(long first) {
    return new RunLength(steps - first, stepsInEpoch);
  }
}
