package graft.train;

import graft.nn.Optimizer;
import java.util.Objects;

/**
 * How to train.
 *
 * @param epochs sweeps over the training set
 * @param batch samples in a step; the last step of an epoch takes what is left
 * @param optimizer how the weights follow their gradients
 * @param seed of the order of the samples
 * @param graph whether a step is captured once and replayed as one CUDA graph, or launched call by
 *     call
 * @param augmentation how the training images are varied
 */
public record TrainingOptions(
    int epochs,
    int batch,
    Optimizer optimizer,
    long seed,
    boolean graph,
    Augmentation augmentation) {
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
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(augmentation, "augmentation");
  }

  /** The same on images as they are. */
  public TrainingOptions(int epochs, int batch, Optimizer optimizer, long seed, boolean graph) {
    this(epochs, batch, optimizer, seed, graph, Augmentation.NONE);
  }

  /** The same on varied images. */
  public TrainingOptions withAugmentation(Augmentation varied) {
    return new TrainingOptions(epochs, batch, optimizer, seed, graph, varied);
  }
}
