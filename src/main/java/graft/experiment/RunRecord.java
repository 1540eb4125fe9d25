package graft.experiment;

import graft.train.History;

/**
 * One finished training run.
 *
 * @param kind which of the five
 * @param parameters how many numbers the network learned
 * @param history what happened
 */
public record RunRecord(RunKind kind, long parameters, History history) {}
