package graft.selftest;

import graft.data.DataSplits;
import graft.device.Device;
import graft.platform.MachineInfo;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
   * @param machine as it was before the device was opened
   */
  public static SelfTest all(boolean withExperiment, MachineInfo machine) {
    List<Check> checks = new ArrayList<>();
    checks.add(new VersionsCheck());
    checks.addAll(ReferenceCheck.all());
    checks.add(new GraphCheck());
    checks.add(new RepeatCheck());
    checks.add(new PreservationCheck());
    if (withExperiment) {
      checks.add(new ExperimentCheck());
    }
    checks.add(new MemoryCheck());
    checks.add(new ThroughputCheck());
    checks.add(new RooflineCheck());
    checks.add(new PlanCheck());
    checks.add(new MachineCheck(machine));
    return new SelfTest(checks);
  }

  /**
   * Runs the checks, each whatever became of the others, and prints a row as each one ends. The
   * report is written before each one: it is there if the process dies.
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
    Map<String, String> head = Report.headOf(device);
    List<Row> rows = new ArrayList<>();
    screen.println("%-6s %-34s %7s  %s".formatted("", "check", "s", "found (expected)"));
    for (Check check : checks) {
      new Report(head, rows, Optional.of(check.name())).write(folder);
      Row row = run(check, context);
      rows.add(row);
      screen.println(line(row));
    }
    return finish(new Report(head, rows, Optional.empty()), folder, screen);
  }

  /**
   * Writes the report of a device that cannot be opened.
   *
   * @param machine that it is of
   * @param error why it cannot
   * @param folder where gpu-report.html and gpu-report.json go
   * @throws IOException if the report cannot be written
   */
  public static void unopened(MachineInfo machine, Throwable error, Path folder, PrintWriter screen)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("opening the device", Outcome.broken(error), 0));
    Map<String, String> head = Report.headOfProcess();
    MachineCheck check = new MachineCheck(machine);
    rows.add(timed(check.name(), check::outcome));
    finish(new Report(head, rows, Optional.empty()), folder, screen);
  }

  private static boolean finish(Report report, Path folder, PrintWriter screen) throws IOException {
    report.write(folder);
    long failures = report.rows().stream().filter(row -> row.outcome().failed()).count();
    long verdicts = report.rows().stream().filter(row -> row.outcome().bar().isPresent()).count();
    screen.println();
    screen.println(
        failures == 0
            ? "all " + verdicts + " checks passed"
            : failures + " of " + verdicts + " checks FAILED");
    report.cause().ifPresent(cause -> screen.println("the first: " + cause));
    screen.println(
        "written to " + folder.resolve(Report.HTML) + " and " + folder.resolve(Report.JSON));
    return failures == 0;
  }

  private static Row run(Check check, CheckContext context) {
    return timed(check.name(), () -> check.run(context));
  }

  private interface Finding {
    Outcome find();
  }

  private static Row timed(String name, Finding finding) {
    long start = System.nanoTime();
    Outcome outcome;
    try {
      outcome = finding.find();
    } catch (RuntimeException | LinkageError e) {
      outcome = Outcome.broken(e);
    }
    return new Row(name, outcome, (System.nanoTime() - start) * 1e-9);
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
