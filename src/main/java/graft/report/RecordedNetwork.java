package graft.report;

import graft.train.History;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One trained network of a run.
 *
 * @param run what result.json calls it; {@link #MODEL} where it was the only one
 * @param seed that everything random came from, if that is known
 * @param parameters how many numbers it learned, if that is known
 * @param history what happened; figures that are not finite are NaN
 * @param detail what report.json says of it, if there is one
 */
record RecordedNetwork(
    String run,
    OptionalLong seed,
    OptionalLong parameters,
    History history,
    Optional<Detail> detail) {
  static final String MODEL = "model";

  /**
   * By what the files of a folder name the same network.
   *
   * @param seed of an experiment's runs; empty of a training's only network
   */
  record Id(OptionalLong seed, String run) {
    static Id of(OptionalLong seed, String run) {
      return new Id(run.equals(MODEL) ? OptionalLong.empty() : seed, run);
    }
  }

  Id id() {
    return Id.of(seed, run);
  }

  /** Whether an epoch was finished. */
  boolean isTrained() {
    return !history.epochs().isEmpty();
  }
}
