package graft.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a training run is, and on what it was trained, as texts by name: what decides whether it can
 * be resumed.
 *
 * @param identity what must be the same: data, seed, batch, network, optimizer, schedule
 * @param circumstances what may differ, but then other bits may follow: device, versions, math mode
 */
public record RunDescription(Map<String, String> identity, Map<String, String> circumstances) {
  private static final int SHOWN = 160;

  /** Bits are the same with and without. */
  static final String GRAPH = "steps";

  /** Keeps copies, in order. */
  public RunDescription {
    identity = Collections.unmodifiableMap(new LinkedHashMap<>(identity));
    circumstances = Collections.unmodifiableMap(new LinkedHashMap<>(circumstances));
  }

  /**
   * Refuses to go on as another run.
   *
   * @param wanted the identity of the run that is to go on
   * @throws ResumeRefusedException if it is another; says what differs
   */
  void requireSameRun(Map<String, String> wanted) {
    requireSameRun(identity, wanted);
  }

  static void requireSameRun(Map<String, String> identity, Map<String, String> wanted) {
    List<String> differences = differences(identity, wanted);
    if (!differences.isEmpty()) {
      throw new ResumeRefusedException(
          "the checkpoint is of another run: "
              + String.join("; ", differences)
              + "; expected the same as when the run began");
    }
  }

  /**
   * Why the rest of the run may get other bits than it would have got.
   *
   * @param now the circumstances under which it goes on
   * @return a sentence for each difference; none promises the same bits
   */
  List<String> changes(Map<String, String> now) {
    Map<String, String> then = new LinkedHashMap<>(circumstances);
    Map<String, String> here = new LinkedHashMap<>(now);
    then.remove(GRAPH);
    here.remove(GRAPH);
    return differences(then, here);
  }

  private static List<String> differences(Map<String, String> then, Map<String, String> now) {
    Map<String, String> names = new LinkedHashMap<>(then);
    names.putAll(now);
    List<String> differences = new ArrayList<>();
    for (String name : names.keySet()) {
      String absent = name.equals(RunIdentity.FROZEN) ? "none" : "unknown";
      String before = then.getOrDefault(name, absent);
      String after = now.getOrDefault(name, absent);
      if (!before.equals(after)) {
        int from = commonStart(before, after);
        differences.add(
            "its %s is %s, here it is %s".formatted(name, part(before, from), part(after, from)));
      }
    }
    return differences;
  }

  private static int commonStart(String one, String other) {
    int end = Math.min(one.length(), other.length());
    int at = 0;
    while (at < end && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return at;
  }

  /** Long texts, such as a network's, from a little before where they differ. */
  private static String part(String text, int difference) {
    if (text.length() <= SHOWN) {
      return text;
    }
    int from = Math.max(0, Math.min(difference - SHOWN / 3, text.length() - SHOWN));
    return (from == 0 ? "" : "...")
        + text.substring(from, from + SHOWN)
        + (from + SHOWN == text.length() ? "" : "...");
  }
}
