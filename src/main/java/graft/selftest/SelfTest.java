package graft.selftest;

import graft.data.DataSplits;
import graft.device.Device;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The acceptance test of a device: runs all checks, shows a table, writes a report. */
public final class SelfTest {
  private final List<Check> checks;

  SelfTest(List<Check> checks) {
    this.checks = checks;
  }

  /**
   * All checks.
   *
   * @param withExperiment whether the shortened experiment on real images is among them
   */
  public static SelfTest all(boolean withExperiment) {
    List<Check> checks = new ArrayList<>();
    checks.add(new VersionsCheck());
    checks.addAll(ReferenceCheck.all());
    checks.add(new GraphCheck());
    checks.add(new RepeatCheck());
    checks.add(new PreservationCheck());
    if (withExperiment) {
      checks.add(new ExperimentCheck());
    }
    checks.add(new ThroughputCheck());
    checks.add(new RooflineCheck());
    checks.add(new MemoryCheck());
    return new SelfTest(checks);
  }

  /**
   * Runs the checks, each whatever became of the others, and prints a row as each one ends.
   *
   * @param thorough whether minutes may be spent, or only seconds
   * @param data real images, if the experiment is to run on any
   * @param folder where gpu-report.html and gpu-report.json go
   * @return whether none failed
   * @throws IOException if the report cannot be written
   */
  public boolean run(
      Device device, boolean thorough, Optional<DataSplits> data, Path folder, PrintWriter screen)
      throws IOException {
    CheckContext context = new CheckContext(device, thorough, data);
    List<Row> rows = new ArrayList<>();
    screen.println("%-6s %-34s %7s  %s".formatted("", "check", "s", "found (expected)"));
    for (Check check : checks) {
      Row row = run(check, context);
      rows.add(row);
      screen.println(line(row));
    }
    long failures = rows.stream().filter(row -> row.outcome().failed()).count();
    long verdicts = rows.stream().filter(row -> row.outcome().bar().isPresent()).count();
    screen.println();
    screen.println(
        failures == 0
            ? "all " + verdicts + " checks passed"
            : failures + " of " + verdicts + " checks FAILED");
    Report report = new Report(device, rows);
    report.write(folder);
    screen.println(
        "written to " + folder.resolve(Report.HTML) + " and " + folder.resolve(Report.JSON));
    return failures == 0;
  }

  private static Row run(Check check, CheckContext context) {
    long start = System.nanoTime();
    Outcome outcome;
    try {
      outcome = check.run(context);
    } catch (RuntimeException e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      outcome = Outcome.of(false, message.lines().findFirst().orElse(message), "no error");
    }
    return new Row(check.name(), outcome, (System.nanoTime() - start) * 1e-9);
  }

  private static String line(Row row) {
    return String.format(
        Locale.ROOT,
        "%-6s %-34s %7.1f  %s%s",
        row.outcome().verdict(),
        row.name(),
        row.seconds(),
        row.outcome().found(),
        row.outcome().bar().map(bar -> " (" + bar + ")").orElse(""));
  }
}
