package graft.reference;

/**
 * What a pass of the reference is for.
 *
 * @param training whether ops compute as in training: by statistics of the batch, with elements
 *     dropped
 * @param seed of what training draws
 * @param step how many steps of training came before
 */
public record ReferencePass(boolean training, long seed, long step) {
  /** By running statistics, with nothing dropped. */
  public static final ReferencePass INFERENCE = new ReferencePass(false, 0, 0);

  /** The first step of a training with seed 0. */
  public static final ReferencePass TRAINING = new ReferencePass(true, 0, 0);
}
