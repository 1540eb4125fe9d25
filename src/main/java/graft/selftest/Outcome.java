package graft.selftest;

import java.util.Optional;

/**
 * What a check found.
 *
 * @param verdict whether it holds, if it is a thing that must
 * @param found what was seen, in a line
 * @param bar what must be seen, in a line; none of a figure
 * @param chart figures worth a picture
 */
record Outcome(Verdict verdict, String found, Optional<String> bar, Optional<Chart> chart) {
  static Outcome of(boolean passed, String found, String bar) {
    Verdict verdict = passed ? Verdict.PASS : Verdict.FAIL;
    return new Outcome(verdict, found, Optional.of(bar), Optional.empty());
  }

  static Outcome figure(String found) {
    return new Outcome(Verdict.FIGURE, found, Optional.empty(), Optional.empty());
  }

  Outcome with(Chart figures) {
    return new Outcome(verdict, found, bar, Optional.of(figures));
  }

  boolean failed() {
    return verdict == Verdict.FAIL;
  }
}
