package graft.train;

import java.util.Arrays;

/**
 * How the learning rate changes over a run: a value on the host. It gives, for each step, a factor
 * of the optimizer's rate. A step is a batch, and an epoch's short last batch is one. Those of the
 * methods here are equal by content, and a file can say them; a lambda is a schedule, too.
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
    return new ConstantSchedule();
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
    return new StepSchedule(factor, Arrays.stream(afterEpochs).boxed().toList());
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
    return new LinearSchedule(end);
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
    return new CosineSchedule(end);
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
    return new WarmUpSchedule(this, epochs);
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
      Factor.require("the schedule's factor of step " + (first + i), factor);
      rates[i] = (float) (rate * factor);
    }
    return rates;
  }
}
