package graft.train;

/** What makes the state after one epoch better than that after another, on the validation set. */
public enum Criterion {
  /** A smaller loss. */
  LOSS,
  /** A larger accuracy. */
  ACCURACY;

  /**
   * By how much one evaluation is better than another: nats, or a share of the samples; negative
   * where it is worse.
   */
  double gain(Evaluation from, Evaluation to) {
    return this == LOSS ? from.loss() - to.loss() : to.accuracy() - from.accuracy();
  }
}
