package graft.train;

import graft.model.Weights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a run has behind it, and what follows from that: which weights it keeps, and its end. */
final class RunPast {
  private final TrainingOptions options;
  private final Evaluation before;
  private final KeptWeights kept;
  private final Patience patience;
  private final List<EpochRecord> epochs = new ArrayList<>();

  private RunPast(TrainingOptions options, Evaluation before, KeptWeights kept) {
    this.options = options;
    this.before = before;
    this.kept = kept;
    this.patience = new Patience(options.stopping(), before);
  }

  /**
   * As a state has it.
   *
   * @param before the evaluation before the first epoch; the state may not have it yet
   */
  static RunPast of(TrainingOptions options, Evaluation before, TrainingState state) {
    History history = new History(before, state.history().epochs(), state.history().kept());
    Weights best = state.best().orElse(state.model().weights());
    RunPast past = new RunPast(options, before, KeptWeights.of(options.best(), history, best));
    past.epochs.addAll(history.epochs());
    past.epochs.forEach(past.patience::epochEnded);
    return past;
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

  /** The best weights, if the run keeps those. */
  Optional<Weights> best() {
    return kept.best();
  }
}
