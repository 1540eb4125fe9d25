package graft.train;

import java.util.Objects;

/**
 * Ends a run that does not get better any more (Keras: {@code EarlyStopping} with {@code patience}
 * and {@code min_delta}). The first evaluation to be better than is that before the first step.
 *
 * @param criterion what is looked at
 * @param patience how many epochs in a row may pass without a gain; the last of them ends the run
 * @param minimumGain what counts as one: more than this better than the best so far, in nats or as
 *     a share of the samples
 */
public record EarlyStopping(Criterion criterion, int patience, double minimumGain) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public EarlyStopping {
    Objects.requireNonNull(criterion, "criterion");
    if (patience < 1) {
      throw new IllegalArgumentException("patience is " + patience + ", expected 1 or more");
    }
    if (!(minimumGain >= 0) || Double.isInfinite(minimumGain)) {
      throw new IllegalArgumentException(
          "minimum gain is " + minimumGain + ", expected a finite number >= 0");
    }
  }

  /** Any gain counts. */
  public EarlyStopping(Criterion criterion, int patience) {
    this(criterion, patience, 0);
  }
}
