package graft.train;

import java.util.List;

/**
 * What happened in a training run.
 *
 * @param before the validation set before the first step
 * @param epochs in order
 */
public record History(Evaluation before, List<EpochRecord> epochs) {
  /** Keeps a copy of the list. */
  public History {
    epochs = List.copyOf(epochs);
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
}
