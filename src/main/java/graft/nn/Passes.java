package graft.nn;

import graft.settings.Setting;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * The passes that a network is planned for. All of them share one block of memory, so a pass
 * overwrites what another left.
 *
 * @param training batch sizes of forward and backward passes; may be empty
 * @param inference batch sizes of forward passes alone; may be empty
 * @param inputGradient whether the backward pass goes through to the input
 * @param reuse whether tensors that are not needed at the same time may share memory; without, each
 *     keeps a place of its own, so that a read of a stale value shows
 * @param fused whether neighbours are computed as one where that pays; without, each node by itself
 * @param statistics whether the forward pass of training moves running statistics
 * @param seed of what training draws: what Dropout drops
 */
public record Passes(
    Set<Integer> training,
    Set<Integer> inference,
    boolean inputGradient,
    boolean reuse,
    boolean fused,
    boolean statistics,
    long seed) {
  /** Checking kernels' accesses is blind where stale values of another tensor count as defined. */
  private static final boolean CHECKED = Setting.GRAFT_CHECK.in(System.getenv()).isPresent();

  /**
   * Keeps sorted copies.
   *
   * @throws IllegalArgumentException if there is no pass, or a batch size is not positive
   */
  public Passes {
    training = Collections.unmodifiableSortedSet(new TreeSet<>(training));
    inference = Collections.unmodifiableSortedSet(new TreeSet<>(inference));
    if (training.isEmpty() && inference.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least one batch size");
    }
    training.forEach(Passes::requirePositive);
    inference.forEach(Passes::requirePositive);
  }

  private static void requirePositive(int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", expected 1 or more");
    }
  }

  /** Passes of one mode. */
  public static Passes of(Mode mode, int... batches) {
    boolean trained = mode == Mode.TRAINING;
    return new Passes(
        trained ? set(batches) : Set.of(),
        trained ? Set.of() : set(batches),
        false,
        !CHECKED,
        true,
        true,
        0);
  }

  /** Forward and backward passes. */
  public static Passes training(int... batches) {
    return of(Mode.TRAINING, batches);
  }

  /** Forward passes. */
  public static Passes inference(int... batches) {
    return of(Mode.INFERENCE, batches);
  }

  private static Set<Integer> set(int... batches) {
    Set<Integer> set = new TreeSet<>();
    for (int batch : batches) {
      set.add(batch);
    }
    return set;
  }

  /** These, and forward passes of more batch sizes. */
  public Passes andInference(int... batches) {
    Set<Integer> more = new TreeSet<>(inference);
    more.addAll(set(batches));
    return new Passes(training, more, inputGradient, reuse, fused, statistics, seed);
  }

  /** These, with the gradient of the input. */
  public Passes withInputGradient() {
    return new Passes(training, inference, true, reuse, fused, statistics, seed);
  }

  /** These, with a place of its own for each tensor. */
  public Passes withoutReuse() {
    return new Passes(training, inference, inputGradient, false, fused, statistics, seed);
  }

  /** These, with each node computed by itself. */
  public Passes withoutFusions() {
    return new Passes(training, inference, inputGradient, reuse, false, statistics, seed);
  }

  /** These, with running statistics left as they are. */
  public Passes withoutStatistics() {
    return new Passes(training, inference, inputGradient, reuse, fused, false, seed);
  }

  /** These, drawing from another seed than 0. */
  public Passes withSeed(long newSeed) {
    return new Passes(training, inference, inputGradient, reuse, fused, statistics, newSeed);
  }

  /** Whether there are backward passes. */
  public boolean areTraining() {
    return !training.isEmpty();
  }
}
