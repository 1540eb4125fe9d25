package graft.train;

import graft.model.Weights;
import java.util.Optional;
import java.util.function.Supplier;

/** Which weights a run leaves: the last, or those of its best epoch. */
final class KeptWeights {
  private final Optional<Criterion> criterion;
  private Evaluation best;
  private Weights weights;
  private int epoch;

  private KeptWeights(Optional<Criterion> criterion, Evaluation best, Weights weights, int epoch) {
    this.criterion = criterion;
    this.best = best;
    this.weights = weights;
    this.epoch = epoch;
  }

  /**
   * After some epochs.
   *
   * @param weights those of the epoch that the history says is kept; before the first epoch the
   *     initial ones
   */
  static KeptWeights of(Optional<Criterion> criterion, History history, Weights weights) {
    int epoch = criterion.isPresent() ? history.kept() : history.epochs().size();
    return new KeptWeights(criterion, history.keptValidation(), weights, epoch);
  }

  /**
   * Takes in the next epoch.
   *
   * @param now downloads the weights; asked only if they are kept
   */
  void epochEnded(EpochRecord next, Supplier<Weights> now) {
    if (criterion.isEmpty()) {
      epoch = next.epoch();
    } else if (criterion.get().gain(best, next.validation()) > 0) {
      best = next.validation();
      weights = now.get();
      epoch = next.epoch();
    }
  }

  /** The epoch whose weights are kept. */
  int epoch() {
    return epoch;
  }

  /** The best weights so far; empty where the run leaves its last. */
  Optional<Weights> best() {
    return criterion.map(any -> weights);
  }
}
