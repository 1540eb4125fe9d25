package graft.train;

import java.util.Locale;
import java.util.OptionalInt;

/** A loss was NaN or infinite, so training ended. */
public final class TrainingDivergedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int epoch;
  private final int step;
  private final double loss;

  private TrainingDivergedException(String message, int epoch, int step, double loss) {
    super(message);
    this.epoch = epoch;
    this.step = step;
    this.loss = loss;
  }

  /**
   * In a step.
   *
   * @param epoch counted from 1
   * @param step the first one in it whose loss was not finite, counted from 1
   * @param steps in an epoch
   * @param loss what was found
   * @param learningRate the optimizer's
   */
  static TrainingDivergedException inStep(
      int epoch, int step, int steps, double loss, float learningRate) {
    return new TrainingDivergedException(
        String.format(
            Locale.ROOT,
            "the loss of step %d of %d in epoch %d is %s, expected a finite number; %s",
            step,
            steps,
            epoch,
            loss,
            hint(learningRate)),
        epoch,
        step,
        loss);
  }

  /** On the validation set after an epoch. */
  static TrainingDivergedException afterEpoch(int epoch, double loss, float learningRate) {
    return new TrainingDivergedException(
        String.format(
            Locale.ROOT,
            "the validation loss after epoch %d is %s, expected a finite number; %s",
            epoch,
            loss,
            hint(learningRate)),
        epoch,
        0,
        loss);
  }

  /** On the validation set before training. */
  static TrainingDivergedException beforeFirstStep(double loss) {
    return new TrainingDivergedException(
        "the validation loss before the first step is %s, expected a finite number; the initial weights give it"
            .formatted(loss),
        0,
        0,
        loss);
  }

  private static String hint(float learningRate) {
    return "try a learning rate smaller than " + learningRate;
  }

  /** The same, with the network's name in front. */
  public TrainingDivergedException ofNetwork(String name) {
    TrainingDivergedException named =
        new TrainingDivergedException(name + ": " + getMessage(), epoch, step, loss);
    named.initCause(this);
    return named;
  }

  /** The epoch, counted from 1; 0 if it was before the first step. */
  public int epoch() {
    return epoch;
  }

  /** The step in the epoch, counted from 1; none if a validation found it. */
  public OptionalInt step() {
    return step == 0 ? OptionalInt.empty() : OptionalInt.of(step);
  }

  /** The loss that was found: NaN or infinite. */
  public double loss() {
    return loss;
  }
}
