package graft.device;

import java.util.Optional;

/**
 * Which of cuDNN's algorithms may be chosen, and how.
 *
 * @param workspaceBound the most scratch memory one may need, in bytes
 * @param deterministic only those that give the same bits every time
 * @param tuning measured choices; without them cuDNN's heuristic chooses
 */
public record AlgorithmPolicy(
    long workspaceBound, boolean deterministic, Optional<TunedChoices> tuning) {
  private static final long DEFAULT_BOUND = 64L << 20;

  public AlgorithmPolicy {
    if (workspaceBound < 0) {
      throw new IllegalArgumentException(
          "workspace bound: expected 0 or more bytes, found " + workspaceBound);
    }
  }

  /** Deterministic, at most 64 MiB, by the heuristic. */
  public static AlgorithmPolicy defaults() {
    return new AlgorithmPolicy(DEFAULT_BOUND, true, Optional.empty());
  }

  /** The same with another bound. */
  public AlgorithmPolicy withWorkspaceBound(long bytes) {
    return new AlgorithmPolicy(bytes, deterministic, tuning);
  }

  /** The same, admitting algorithms whose results differ in the last bits from run to run. */
  public AlgorithmPolicy withNonDeterministic() {
    return new AlgorithmPolicy(workspaceBound, false, tuning);
  }

  /** The same with choices by measurement. */
  public AlgorithmPolicy withTuning(TunedChoices measured) {
    return new AlgorithmPolicy(workspaceBound, deterministic, Optional.of(measured));
  }
}
