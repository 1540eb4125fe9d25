package graft.experiment;

import graft.train.History;

/**
 * One finished training run.
 *
 * @param run which one
 * @param parameters how many numbers the network learned
 * @param history what happened
 */
public record RunRecord(Run run, long parameters, History history) {}
