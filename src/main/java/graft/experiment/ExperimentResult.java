package graft.experiment;

import java.util.List;
import java.util.Optional;

/**
 * The runs of one seed, those that are finished.
 *
 * @param seed that everything random came from
 * @param runs in the order of {@link Runs#ALL}
 */
public record ExperimentResult(long seed, List<RunRecord> runs) {
  /** Keeps a copy of the list. */
  public ExperimentResult {
    runs = List.copyOf(runs);
  }

  /** Whether all five are finished. */
  public boolean isComplete() {
    return runs.size() == Runs.ALL.size();
  }

  /** A finished run; empty if it was not reached. */
  public Optional<RunRecord> find(Run run) {
    return runs.stream().filter(done -> done.run().equals(run)).findFirst();
  }
}
