package graft.selftest;

import graft.page.BarChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a check found.
 *
 * @param verdict whether it holds, if it is a thing that must
 * @param found what was seen, in a line
 * @param bar what must be seen, in a line; none of a figure
 * @param chart figures worth a picture
 * @param tables what is worth more than a line
 * @param trace the stack of what broke the check
 */
record Outcome(
    Verdict verdict,
    String found,
    Optional<String> bar,
    Optional<BarChart> chart,
    List<Table> tables,
    Optional<String> trace) {
  Outcome {
    tables = List.copyOf(tables);
  }

  static Outcome of(boolean passed, String found, String bar) {
    Verdict verdict = passed ? Verdict.PASS : Verdict.FAIL;
    return new Outcome(
        verdict, found, Optional.of(bar), Optional.empty(), List.of(), Optional.empty());
  }

  static Outcome figure(String found) {
    return new Outcome(
        Verdict.FIGURE, found, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  /** That a check was broken off. */
  static Outcome broken(Throwable error) {
    String message =
        error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
    return new Outcome(
        Verdict.FAIL,
        message.lines().findFirst().orElse(message),
        Optional.of("no error"),
        Optional.empty(),
        List.of(),
        Optional.of(StackTrace.of(error)));
  }

  Outcome with(BarChart figures) {
    return new Outcome(verdict, found, bar, Optional.of(figures), tables, trace);
  }

  Outcome with(Table table) {
    List<Table> all = new ArrayList<>(tables);
    all.add(table);
    return new Outcome(verdict, found, bar, chart, all, trace);
  }

  boolean failed() {
    return verdict == Verdict.FAIL;
  }
}
