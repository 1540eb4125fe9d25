package graft.train;

/**
 * How well a network does on a data set.
 *
 * @param loss categorical cross-entropy, the mean over the samples, in nats
 * @param accuracy the share of samples whose largest logit is their label's, 0 to 1
 * @param samples how many samples were seen
 */
public record Evaluation(double loss, double accuracy, long samples) {
  /** Of no sample: what there is before anything was evaluated. */
  public static final Evaluation NONE = new Evaluation(Double.NaN, Double.NaN, 0);

  static Evaluation of(Tally.Reading reading) {
    return new Evaluation(reading.loss(), reading.accuracy(), reading.samples());
  }
}
