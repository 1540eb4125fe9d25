package graft.train;

import java.util.Locale;

/**
 * How a data set is divided into steps: full batches and, where the count is no multiple, a last
 * short one.
 *
 * @param samples in the data set
 * @param full samples in a step
 */
record Batches(int samples, int full) {
  /**
   * Batches of the wanted size, or one of all samples if there are fewer.
   *
   * @throws IllegalArgumentException if the wanted size is not positive
   */
  static Batches of(int samples, int wanted) {
    if (wanted < 1) {
      throw new IllegalArgumentException("batch is " + wanted + ", expected 1 or more");
    }
    return new Batches(samples, Math.min(wanted, samples));
  }

  /** Steps with a full batch. */
  int fullSteps() {
    return samples / full;
  }

  /** What is left for a last step; 0 if there is none. */
  int rest() {
    return samples % full;
  }

  /** All steps. */
  int steps() {
    return fullSteps() + (rest() == 0 ? 0 : 1);
  }

  /** Samples in a step, counted from 0. */
  int rowsOf(int step) {
    return step < fullSteps() ? full : rest();
  }

  /**
   * Refuses to go on with an epoch that was not divided like this.
   *
   * @throws ResumeRefusedException if its steps had other samples
   */
  void requireReached(SweepCounts epoch) {
    long reached = Math.min((long) epoch.steps() * full, samples);
    if (epoch.steps() > steps() || epoch.samples() != reached) {
      throw new ResumeRefusedException(
          String.format(
              Locale.ROOT,
              "the state has %d samples after %d steps of its epoch, here %d samples are %d steps"
                  + " of %d; expected the batch size and the data that the epoch began with",
              epoch.samples(),
              epoch.steps(),
              samples,
              steps(),
              full));
    }
  }

  /** The batch sizes that occur. */
  int[] sizes() {
    return rest() == 0 ? new int[] {full} : new int[] {full, rest()};
  }
}
