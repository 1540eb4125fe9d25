package graft.bench;

import graft.train.StepRunner;
import java.util.Arrays;

/** Times steps that repeat. */
final class Timing {
  private static final int REPETITIONS = 5;

  private Timing() {}

  /**
   * The rate of a step: the median of 5 stretches of so many seconds each, after one to warm up.
   *
   * @return samples a second
   */
  static double samplesPerSecond(StepRunner steps, double seconds) {
    int count = Math.max(1, (int) (seconds / secondsOf(steps, 3) * 3));
    secondsOf(steps, count);
    double[] rates = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      rates[i] = (double) count * steps.batch() / secondsOf(steps, count);
    }
    Arrays.sort(rates);
    return rates[REPETITIONS / 2];
  }

  private static double secondsOf(StepRunner steps, int count) {
    long start = System.nanoTime();
    steps.run(count);
    return (System.nanoTime() - start) * 1e-9;
  }
}
