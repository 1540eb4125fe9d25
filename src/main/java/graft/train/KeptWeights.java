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

  /** The weights before the first epoch, which is epoch 0, are the best so far. */
  KeptWeights(Optional<Criterion> criterion, Evaluation before, Weights initial) {
    this.criterion = criterion;
    this.best = before;
    this.weights = initial;
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
