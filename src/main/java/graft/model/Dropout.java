package graft.model;

import graft.tensor.Shape;
import java.util.List;

/**
 * Inverted dropout: in training each element is 0 with probability {@code rate}, else multiplied by
 * 1 / (1 - rate); in inference all pass unchanged. What is dropped follows from the run's seed, the
 * node's name and the count of training steps.
 *
 * <p>Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov, "Dropout", JMLR 15, 2014.
 *
 * @param rate the probability of 0
 */
public record Dropout(double rate) implements Op {
  /**
   * Checks the rate.
   *
   * @throws IllegalArgumentException if it is not from 0 to below 1
   */
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "Dropout: rate is " + rate + ", expected a number from 0 to below 1");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Checks.one(this, inputs);
  }

  @Override
  public ChannelFlow flow(List<Shape> inputs) {
    return new ChannelFlow.Keeps();
  }

  @Override
  public boolean neverNegative(boolean inputsNeverAre) {
    return inputsNeverAre;
  }
}
