package graft.train;

import graft.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a run has behind it, and what follows from that: which weights it keeps, and its end. */
final class RunPast {
  private final TrainingOptions options;
  private final Evaluation before;
  private final KeptWeights kept;
  private final Patience patience;
  private final List<EpochRecord> epochs = new ArrayList<>();

  /**
   * Before the first epoch.
   *
   * @param before the validation set with the initial weights
   */
  RunPast(TrainingOptions options, Evaluation before, Weights initial) {
    this.options = options;
    this.before = before;
    this.kept = new KeptWeights(options.best(), before, initial);
    this.patience = new Patience(options.stopping(), before);
  }

  /**
   * Takes in the next epoch.
   *
   * @param now downloads the weights; asked only if they are kept
   */
  void epochEnded(EpochRecord next, Supplier<Weights> now) {
    epochs.add(next);
    kept.epochEnded(next, now);
    patience.epochEnded(next);
  }

  /** The number of the coming epoch, counted from 1. */
  int nextEpoch() {
    return epochs.size() + 1;
  }

  /** Whether there is no coming epoch. */
  boolean isOver() {
    return nextEpoch() > options.epochs() || patience.isOver();
  }

  /** All of it. */
  History history() {
    return new History(before, epochs, kept.epoch());
  }

  /**
   * The weights that the run leaves.
   *
   * @param last downloads the last ones
   */
  Weights weights(Supplier<Weights> last) {
    return kept.weights(last);
  }
}
