package graft.device;

/**
 * Which of cuDNN's algorithms may be chosen.
 *
 * @param workspaceBound the most scratch memory one may need, in bytes
 * @param deterministic only those that give the same bits every time
 */
public record AlgorithmPolicy(long workspaceBound, boolean deterministic) {
  private static final long DEFAULT_BOUND = 64L << 20;

  public AlgorithmPolicy {
    if (workspaceBound < 0) {
      throw new IllegalArgumentException(
          "workspace bound: expected 0 or more bytes, found " + workspaceBound);
    }
  }

  /** Deterministic, at most 64 MiB. */
  public static AlgorithmPolicy defaults() {
    return new AlgorithmPolicy(DEFAULT_BOUND, true);
  }
}
