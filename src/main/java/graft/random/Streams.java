package graft.random;

/**
 * Which Philox sequence of a seed serves which use, so that no two uses ever draw the same numbers.
 */
public final class Streams {
  /** The first of the sequences of a network's initial weights: one a parameter. */
  public static final long INITIAL_WEIGHTS = 0x1_0000_0000L;

  /** The sequence of the weights that a transform draws. */
  public static final long TRANSFORM = 0x2_0000_0000L;

  private static final long SHUFFLE = 0x3_0000_0000L;

  private Streams() {}

  /** The sequence of the order of the samples in an epoch, counted from 1. */
  public static long shuffle(int epoch) {
    return SHUFFLE + epoch;
  }
}
