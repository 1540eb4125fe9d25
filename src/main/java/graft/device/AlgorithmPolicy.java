package graft.device;

import graft.platform.DeviceProperties;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Which of cuDNN's algorithms may be chosen, and how.
 *
 * @param workspaceBound the most scratch memory one may need, in bytes; where all that are admitted
 *     otherwise need more, the one that needs least is taken, so that a large batch can be trained.
 *     Empty: 64 MiB on the software device; on a GPU a sixteenth of its memory, 64 MiB to 1 GiB
 * @param deterministic only those that give the same bits every time
 * @param tuning measured choices; without them cuDNN's heuristic chooses
 */
public record AlgorithmPolicy(
    OptionalLong workspaceBound, boolean deterministic, Optional<TunedChoices> tuning) {
  private static final long LEAST = 64L << 20;
  private static final long MOST = 1L << 30;
  private static final int SHARE = 16;

  public AlgorithmPolicy {
    if (workspaceBound.orElse(0) < 0) {
      throw new IllegalArgumentException(
          "workspace bound: expected 0 or more bytes, found " + workspaceBound.getAsLong());
    }
  }

  /** Deterministic, with a workspace that suits the device, by the heuristic. */
  public static AlgorithmPolicy defaults() {
    return new AlgorithmPolicy(OptionalLong.empty(), true, Optional.empty());
  }

  /** The same with another bound. */
  public AlgorithmPolicy withWorkspaceBound(long bytes) {
    return new AlgorithmPolicy(OptionalLong.of(bytes), deterministic, tuning);
  }

  /** The same, admitting algorithms whose results differ in the last bits from run to run. */
  public AlgorithmPolicy withNonDeterministic() {
    return new AlgorithmPolicy(workspaceBound, false, tuning);
  }

  /** The same with choices by measurement. */
  public AlgorithmPolicy withTuning(TunedChoices measured) {
    return new AlgorithmPolicy(workspaceBound, deterministic, Optional.of(measured));
  }

  /**
   * The same, its bound known. It depends on what the device has in all, not on what is free: other
   * algorithms would give other bits.
   */
  AlgorithmPolicy on(DeviceProperties device, boolean software) {
    long usual = software ? LEAST : Math.min(MOST, Math.max(LEAST, device.bytes() / SHARE));
    return withWorkspaceBound(workspaceBound.orElse(usual));
  }
}
