package graft.device.conformance;

/** The results of a line of calls, as far as they mean anything. */
final class Answers {
  private static final String SUCCESS = "0 ";
  private static final String ALWAYS_WRITES = "ForwardOutputDim ";

  private Answers() {}

  /**
   * A refused call writes nothing, and JCuda then copies memory that it never set into the arrays:
   * they count only where the call succeeded, or is one that is known to write them always.
   */
  static String comparable(String line, String answer) {
    String[] calls = line.split("; ", -1);
    String[] results = answer.split("; ", -1);
    if (results.length != calls.length) {
      return answer;
    }
    for (int i = 0; i < calls.length; i++) {
      boolean written = results[i].startsWith(SUCCESS) || calls[i].contains(ALWAYS_WRITES);
      results[i] = written ? results[i] : results[i].replaceFirst(" \\[.*", "");
    }
    return String.join("; ", results);
  }
}
