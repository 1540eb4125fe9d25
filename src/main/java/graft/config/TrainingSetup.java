package graft.config;

import graft.train.TrainingOptions;
import java.util.Objects;

/**
 * How a network is to be trained.
 *
 * @param options of the training
 * @param preprocessing which numbers the pixels become
 */
public record TrainingSetup(TrainingOptions options, PreprocessingChoice preprocessing) {
  /** Refuses null. */
  public TrainingSetup {
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(preprocessing, "preprocessing");
  }
}
