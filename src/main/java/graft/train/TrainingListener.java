package graft.train;

import java.util.List;

/** Hears how a training run goes on. All methods are called on the training thread. */
public interface TrainingListener {
  /** A listener that ignores everything. */
  TrainingListener SILENT = new TrainingListener() {};

  /**
   * The network lies on the device.
   *
   * @param batch samples in a step
   * @param stages how such a batch is computed, a line a stage
   */
  default void planned(int batch, List<String> stages) {}

  /**
   * The run goes on from a state instead of its beginning.
   *
   * @param changes what is other than when the state was taken, a sentence each: other bits may
   *     follow; none promises the same. Unless a listener hears them, they go to the log.
   */
  default void resumed(TrainingState from, List<String> changes) {
    TrainingRun.log(changes);
  }

  /** The validation set was evaluated before the first step. */
  default void started(Evaluation before) {}

  /**
   * Some more steps of an epoch are done; called a few times a second at most, since each call
   * follows a read-back from the device.
   */
  default void progress(Progress progress) {}

  /** An epoch and its validation are done. */
  default void epochEnded(EpochRecord epoch) {}

  /** The run is between two steps, and its state can be had: to be kept, and gone on from. */
  default void stepBoundary(StepBoundary boundary) {}

  /** This listener and another one: both hear everything, this one first. */
  default TrainingListener and(TrainingListener other) {
    return new TwoListeners(this, other);
  }

  /**
   * Where an epoch stands.
   *
   * @param epoch counted from 1
   * @param epochs how many there will be
   * @param samples trained on so far in this epoch
   * @param totalSamples in an epoch
   * @param loss the mean over the samples so far, in nats
   * @param accuracy over the samples so far, 0 to 1
   * @param imagesPerSecond over the epoch so far
   */
  record Progress(
      int epoch,
      int epochs,
      long samples,
      long totalSamples,
      double loss,
      double accuracy,
      double imagesPerSecond) {}
}
