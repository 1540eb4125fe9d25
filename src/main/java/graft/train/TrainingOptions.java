package graft.train;

/**
 * How to train.
 *
 * @param epochs passes over the training set
 * @param batch samples in a step; the last step of an epoch takes what is left
 * @param learningRate of SGD
 * @param momentum of SGD, without Nesterov
 * @param seed of the order of the samples
 * @param graph whether a step is captured once and replayed as one CUDA graph, or launched call by
 *     call
 */
public record TrainingOptions(
    int epochs, int batch, float learningRate, float momentum, long seed, boolean graph) {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public TrainingOptions {
    if (epochs < 0) {
      throw new IllegalArgumentException("epochs is " + epochs + ", expected 0 or more");
    }
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected 1 or more");
    }
    if (!(learningRate >= 0) || Float.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate is " + learningRate + ", expected a finite number >= 0");
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + ", expected a number in [0, 1)");
    }
  }
}
