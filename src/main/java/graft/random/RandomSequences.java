package graft.random;

import java.nio.charset.StandardCharsets;

/**
 * Which Philox sequence of a seed serves which use, so that no two uses ever draw the same numbers.
 */
public final class RandomSequences {
  /** The first of the sequences of a network's initial weights: one a parameter. */
  public static final long INITIAL_WEIGHTS = 0x1_0000_0000L;

  /** The sequence of the weights that a transform draws. */
  public static final long TRANSFORM = 0x2_0000_0000L;

  private static final long SHUFFLE = 0x3_0000_0000L;

  private static final long RUN_SEEDS = 0x4_0000_0000L;

  /** The sequence of the crops and mirror images of a training. */
  public static final long AUGMENTATION = 0x8_0000_0000L;

  private static final long DATA = 0x7_0000_0000L;

  /** No other use has a sequence so large. */
  private static final long OF_NAMES = Long.MIN_VALUE;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private RandomSequences() {}

  /** The sequence of the order in which images of a class are drawn from a folder. */
  public static long imagesOfClass(int label) {
    return DATA + label;
  }

  /** The seed of one of several runs that all follow from one seed. */
  public static long seedOfRun(long seed, int run) {
    int[] block = new int[4];
    Philox.block(seed, RUN_SEEDS, run, block);
    return ((long) block[1] << 32) | (block[0] & 0xFFFFFFFFL);
  }

  /**
   * The sequence of what a node of a network drops in training: it follows from the node's name, so
   * that other nodes keep theirs when a network grows.
   */
  public static long dropout(String node) {
    long hash = FNV_OFFSET; // FNV-1a, 64 bits
    for (byte letter : node.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (letter & 0xFF)) * FNV_PRIME;
    }
    return OF_NAMES | hash;
  }

  /** The sequence of the order of the samples in an epoch, counted from 1. */
  public static long shuffle(int epoch) {
    return SHUFFLE + epoch;
  }
}
