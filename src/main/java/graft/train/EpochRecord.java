package graft.train;

/**
 * One epoch of a training run.
 *
 * @param epoch counted from 1
 * @param loss the mean over the samples seen in the epoch, as each was met, in nats; with smoothed
 *     targets where the options ask for them, which validation never has
 * @param accuracy the share of samples classified rightly, as each was met, 0 to 1
 * @param steps the same of each step
 * @param validation the state after the epoch on the validation set
 * @param trainSeconds wall-clock time of the epoch's training, without its validation
 * @param imagesPerSecond samples over {@code trainSeconds}
 */
public record EpochRecord(
    int epoch,
    double loss,
    double accuracy,
    StepRecords steps,
    Evaluation validation,
    double trainSeconds,
    double imagesPerSecond) {}
