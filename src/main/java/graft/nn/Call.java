package graft.nn;

import graft.device.Ranges;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of a kernel or of a library function. A pass is a list of them: what is submitted, what
 * it costs and where it shows in a profile have one source.
 *
 * @param ranges the names of the ranges around it, the outermost first
 * @param cost what it costs at least
 * @param submission enqueues it on the device's stream, and returns at once
 */
public record Call(List<String> ranges, Cost cost, Runnable submission) {
  /** A call in no range. */
  public static Call of(Cost cost, Runnable submission) {
    return new Call(List.of(), cost, submission);
  }

  /** The same call, with one more range around those it lies in. */
  public Call within(String range) {
    List<String> outer = new ArrayList<>(List.of(range));
    outer.addAll(ranges);
    return new Call(List.copyOf(outer), cost, submission);
  }

  /** Enqueues it alone, without its ranges. */
  public void submit() {
    submission.run();
  }

  /** Enqueues calls in order, neighbours of one range inside it. */
  public static void submitAll(List<Call> calls, Ranges ranges) {
    if (ranges.areOn()) {
      submitInRanges(calls, ranges, 0);
    } else {
      calls.forEach(Call::submit);
    }
  }

  private static void submitInRanges(List<Call> calls, Ranges ranges, int depth) {
    for (int first = 0; first < calls.size(); ) {
      Call call = calls.get(first);
      if (call.ranges.size() == depth) {
        call.submit();
        first++;
        continue;
      }
      String range = call.ranges.get(depth);
      int end = first + 1;
      while (end < calls.size() && calls.get(end).isIn(range, depth)) {
        end++;
      }
      List<Call> inside = calls.subList(first, end);
      ranges.in(range, () -> submitInRanges(inside, ranges, depth + 1));
      first = end;
    }
  }

  private boolean isIn(String range, int depth) {
    return ranges.size() > depth && ranges.get(depth).equals(range);
  }
}
