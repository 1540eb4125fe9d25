package graft.report;

import graft.tensor.HostTensor;
import java.util.List;
import java.util.Optional;

/**
 * The kernel of a network's first convolution.
 *
 * @param node its name
 * @param start as the training began, {@code [K, R, S, C]}
 * @param trained after it, {@code [K, R, S, C]}; empty if it did not finish
 * @param copied of each filter that widening added, the last ones, which it is a copy of
 */
record FirstFilters(
    String node, HostTensor start, Optional<HostTensor> trained, List<Integer> copied) {
  FirstFilters {
    copied = List.copyOf(copied);
  }

  /** How many filters there are, K. */
  int count() {
    return start.shape().extent(0);
  }

  /** How many of them were there before widening. */
  int old() {
    return count() - copied.size();
  }
}
