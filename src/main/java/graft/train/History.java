package graft.train;

import java.util.List;

/**
 * What happened in a training run.
 *
 * @param before the validation set before the first step
 * @param epochs in order; fewer than were asked for where the run was stopped early
 * @param kept the epoch whose weights the run left: the last, or the best if that was asked for; 0
 *     for those before the first step
 */
public record History(Evaluation before, List<EpochRecord> epochs, int kept) {
  /**
   * Keeps a copy of the list.
   *
   * @throws IllegalArgumentException if there is no such epoch
   */
  public History {
    epochs = List.copyOf(epochs);
    if (kept < 0 || kept > epochs.size()) {
      throw new IllegalArgumentException(
          "kept is epoch " + kept + ", expected 0 to " + epochs.size());
    }
  }

  /** Of a run that left the weights of its last epoch. */
  public History(Evaluation before, List<EpochRecord> epochs) {
    this(before, epochs, epochs.size());
  }

  /**
   * The last epoch.
   *
   * @throws IllegalStateException if there was none
   */
  public EpochRecord last() {
    if (epochs.isEmpty()) {
      throw new IllegalStateException("the run has no epoch");
    }
    return epochs.get(epochs.size() - 1);
  }

  /** The validation of the weights that the run left. */
  public Evaluation keptValidation() {
    return kept == 0 ? before : epochs.get(kept - 1).validation();
  }
}
