package graft.train;

/**
 * How the learning rate changes over a run: a value on the host. It gives, for each step, a factor
 * of the optimizer's rate. A step is a batch, and an epoch's short last batch is one.
 *
 * <p>Factors are computed in double, with no function that differs between processors, multiplied
 * by the rate in double, and rounded once. They go to the device once an epoch, so that steps stay
 * one graph.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * What the optimizer's rate is multiplied by.
   *
   * @param step counted from 0, below the run's steps
   * @param run that the step is of
   * @return finite, 0 or more
   */
  double factor(long step, RunLength run);

  /** The optimizer's rate in every step, to the bit. */
  static Schedule constant() {
    return (step, run) -> 1;
  }

  /**
   * One factor more after each of some epochs: factor^k after k of them (PyTorch: {@code
   * MultiStepLR}; Keras: {@code PiecewiseConstantDecay}).
   *
   * @param factor 0 or more
   * @param afterEpochs counted from 1, each larger than the one before
   * @throws IllegalArgumentException if a number is out of its range
   */
  static Schedule steps(double factor, int... afterEpochs) {
    return new StepSchedule(factor, afterEpochs);
  }

  /**
   * Straight from 1 to an end: 1 + (end - 1) t / T in step t of T (PyTorch: {@code LinearLR};
   * Keras: {@code PolynomialDecay} with power 1). The end itself would be reached in the step after
   * the last.
   *
   * @param end 0 or more
   * @throws IllegalArgumentException if it is not
   */
  static Schedule linear(double end) {
    requireFactor("end", end);
    return (step, run) -> 1 + (end - 1) * run.share(step);
  }

  /** Straight from 1 to 0. */
  static Schedule linear() {
    return linear(0);
  }

  /**
   * Half a cosine from 1 to an end: end + (1 - end) (1 + cos(pi t / T)) / 2 in step t of T
   * (PyTorch: {@code CosineAnnealingLR}; Keras: {@code CosineDecay}). The end itself would be
   * reached in the step after the last.
   *
   * <p>Source: Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", arXiv
   * 1608.03983, equation 5, without restarts.
   *
   * @param end 0 or more
   * @throws IllegalArgumentException if it is not
   */
  static Schedule cosine(double end) {
    requireFactor("end", end);
    return (step, run) -> end + (1 - end) * (1 + StrictMath.cos(Math.PI * run.share(step))) / 2;
  }

  /** Half a cosine from 1 to 0. */
  static Schedule cosine() {
    return cosine(0);
  }

  /**
   * This schedule after a warm-up: (t + 1) / (W + 1) in step t of the first W, then this one over
   * the steps that are left (PyTorch: {@code SequentialLR} of a {@code LinearLR} that starts at 1 /
   * (W + 1), and this; Keras: {@code warmup_steps}).
   *
   * <p>Source: Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", arXiv
   * 1706.02677, section 2.2, gradual warm-up.
   *
   * @param epochs that it takes, parts of one allowed; W is their steps, rounded
   * @throws IllegalArgumentException if it is negative or not finite
   */
  default Schedule afterWarmUp(double epochs) {
    requireFactor("warm-up epochs", epochs);
    return (step, run) -> {
      long warmUp = run.stepsOf(epochs);
      return step < warmUp
          ? (step + 1.0) / (warmUp + 1.0)
          : factor(step - warmUp, run.without(warmUp));
    };
  }

  /**
   * The learning rates of an epoch's steps.
   *
   * @param rate the optimizer's
   * @param epoch counted from 1
   * @throws IllegalArgumentException if a factor is negative or not finite; names the step
   */
  default float[] rates(float rate, int epoch, RunLength run) {
    float[] rates = new float[run.stepsInEpoch()];
    long first = (epoch - 1L) * run.stepsInEpoch();
    for (int i = 0; i < rates.length; i++) {
      double factor = factor(first + i, run);
      requireFactor("the schedule's factor of step " + (first + i), factor);
      rates[i] = (float) (rate * factor);
    }
    return rates;
  }

  private static void requireFactor(String name, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", expected a finite number >= 0");
    }
  }
}
