package graft.train;

import graft.nn.Optimizer;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * How to train. Begin with {@link #of} and change what is to be otherwise: {@code
 * TrainingOptions.of(10, 128, AdamW.of(1e-3f)).withSchedule(Schedule.cosine())}.
 *
 * @param epochs sweeps over the training set, at most
 * @param batch samples in a step; the last step of an epoch takes what is left
 * @param optimizer how the weights follow their gradients
 * @param schedule what becomes of the optimizer's learning rate
 * @param labelSmoothing how much of a target is spread over all classes in training, 0 to below 1
 * @param stopping ends the run early
 * @param best keeps the weights of the best epoch by this; else those of the last
 * @param seed of the order of the samples, and of what Dropout drops
 * @param graph whether a step is captured once and replayed as one CUDA graph, or launched call by
 *     call
 * @param augmentation how the training images are varied
 * @param freeze the names of the nodes that are not trained
 */
public record TrainingOptions(
    int epochs,
    int batch,
    Optimizer optimizer,
    Schedule schedule,
    float labelSmoothing,
    Optional<EarlyStopping> stopping,
    Optional<Criterion> best,
    long seed,
    boolean graph,
    Augmentation augmentation,
    Set<String> freeze) {
  /**
   * Checks the numbers, and keeps a copy of the set.
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
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label smoothing is " + labelSmoothing + ", expected a number in [0, 1)");
    }
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(augmentation, "augmentation");
    Objects.requireNonNull(schedule, "schedule");
    Objects.requireNonNull(stopping, "stopping");
    Objects.requireNonNull(best, "best");
    freeze = Collections.unmodifiableSortedSet(new TreeSet<>(freeze));
  }

  /**
   * At a constant rate, without smoothing, to the last epoch and its weights; seed 1, as a graph.
   *
   * @throws IllegalArgumentException if a number is out of its range
   */
  public static TrainingOptions of(int epochs, int batch, Optimizer optimizer) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        Schedule.constant(),
        0,
        Optional.empty(),
        Optional.empty(),
        1,
        true,
        Augmentation.NONE,
        Set.of());
  }

  /** The same with another order of the samples. */
  public TrainingOptions withSeed(long other) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        labelSmoothing,
        stopping,
        best,
        other,
        graph,
        augmentation,
        freeze);
  }

  /** The same with steps that are one graph, or launched call by call. */
  public TrainingOptions withGraph(boolean captured) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        labelSmoothing,
        stopping,
        best,
        seed,
        captured,
        augmentation,
        freeze);
  }

  /** The same with learning rates that change over the run. */
  public TrainingOptions withSchedule(Schedule other) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        other,
        labelSmoothing,
        stopping,
        best,
        seed,
        graph,
        augmentation,
        freeze);
  }

  /**
   * The same with smoothed targets in training; validation stays as it is.
   *
   * @throws IllegalArgumentException if it is not in [0, 1)
   */
  public TrainingOptions withLabelSmoothing(float smoothing) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        smoothing,
        stopping,
        best,
        seed,
        graph,
        augmentation,
        freeze);
  }

  /** The same with an end where the run does not get better any more. */
  public TrainingOptions withEarlyStopping(EarlyStopping rule) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        labelSmoothing,
        Optional.of(rule),
        best,
        seed,
        graph,
        augmentation,
        freeze);
  }

  /** The same with the best epoch's weights as the result, not the last one's. */
  public TrainingOptions withBestBy(Criterion criterion) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        labelSmoothing,
        stopping,
        Optional.of(criterion),
        seed,
        graph,
        augmentation,
        freeze);
  }

  /** The same on varied images. */
  public TrainingOptions withAugmentation(Augmentation varied) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        labelSmoothing,
        stopping,
        best,
        seed,
        graph,
        varied,
        freeze);
  }

  /**
   * The same with some nodes frozen, and no others: their parameters stay as they are, and a
   * BatchNorm among them normalises by its running statistics.
   *
   * @param nodes by their names; none trains all
   */
  public TrainingOptions withFreeze(Set<String> nodes) {
    return new TrainingOptions(
        epochs,
        batch,
        optimizer,
        schedule,
        labelSmoothing,
        stopping,
        best,
        seed,
        graph,
        augmentation,
        nodes);
  }
}
