package graft.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What came of one reader.
 *
 * @param executions inputs that were read
 * @param findings a line for each kind of finding
 * @param log what Jazzer said
 */
record FuzzOutcome(long executions, List<String> findings, Path log, long seconds) {
  private static final Pattern EXECUTIONS =
      Pattern.compile("stat::number_of_executed_units: ([0-9]+)");
  private static final Pattern FINDING = Pattern.compile("== Java Exception: (.*)");
  private static final Pattern FATAL = Pattern.compile("ERROR: libFuzzer: (.*)");

  /** Keeps a copy of the list. */
  FuzzOutcome {
    findings = List.copyOf(findings);
  }

  /**
   * From what Jazzer said.
   *
   * @param exit its exit code: where it says nothing of a finding and failed, that is one
   */
  static FuzzOutcome of(Path log, int exit, long seconds) throws IOException {
    long executions = 0;
    List<String> findings = new ArrayList<>();
    for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
      Matcher count = EXECUTIONS.matcher(line);
      if (count.find()) {
        executions = Long.parseLong(count.group(1)); // after each finding, and at the end
      }
      for (Pattern pattern : List.of(FINDING, FATAL)) {
        Matcher finding = pattern.matcher(line);
        if (finding.find()) {
          findings.add(finding.group(1));
        }
      }
    }
    if (exit != 0 && findings.isEmpty()) {
      findings.add("Jazzer ended with exit code " + exit);
    }
    return new FuzzOutcome(executions, findings, log, seconds);
  }
}
