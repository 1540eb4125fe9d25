package graft.train;

import java.util.Optional;

/** Whether a run has gone on for long enough without a gain. */
final class Patience {
  private final Optional<EarlyStopping> rule;
  private Evaluation best;
  private int epochsWithoutGain;

  /**
   * Begins before the first epoch.
   *
   * @param rule none is endless patience
   */
  Patience(Optional<EarlyStopping> rule, Evaluation before) {
    this.rule = rule;
    this.best = before;
  }

  /** Takes in the next epoch. */
  void epochEnded(EpochRecord next) {
    rule.ifPresent(it -> compare(it, next.validation()));
  }

  private void compare(EarlyStopping it, Evaluation next) {
    if (it.criterion().gain(best, next) > it.minimumGain()) {
      best = next;
      epochsWithoutGain = 0;
    } else {
      epochsWithoutGain++;
    }
  }

  /** Whether the run ends here. */
  boolean isOver() {
    return rule.isPresent() && epochsWithoutGain >= rule.get().patience();
  }
}
