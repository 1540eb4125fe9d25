package graft.selftest;

import java.util.Optional;

/**
 * What a check found.
 *
 * @param passed whether it holds
 * @param found what was seen, in a line
 * @param bar what must be seen, in a line
 * @param chart figures worth a picture
 */
record Outcome(boolean passed, String found, String bar, Optional<Chart> chart) {
  static Outcome of(boolean passed, String found, String bar) {
    return new Outcome(passed, found, bar, Optional.empty());
  }

  Outcome with(Chart figures) {
    return new Outcome(passed, found, bar, Optional.of(figures));
  }
}
