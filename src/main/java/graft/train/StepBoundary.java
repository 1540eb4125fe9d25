package graft.train;

import java.util.function.Supplier;

/**
 * A moment between two steps of a training run.
 *
 * @param kind what moment
 * @param state the run as it is: asking waits for the device and downloads; only for as long as the
 *     listener is called
 */
public record StepBoundary(Kind kind, Supplier<TrainingState> state) {
  /** What moments there are. */
  public enum Kind {
    /** Inside an epoch, about twice a second. */
    IN_EPOCH,
    /** An epoch and its validation ended; perhaps the last. */
    EPOCH_ENDED,
    /** The run was cancelled and ends here. */
    CANCELLED
  }
}
