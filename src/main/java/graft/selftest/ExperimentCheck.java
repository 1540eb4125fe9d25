package graft.selftest;

import graft.data.DataSplits;
import graft.experiment.Experiment;
import graft.experiment.ExperimentListener;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.Run;
import graft.experiment.Runs;
import graft.experiment.Thresholds;
import java.util.List;
import java.util.Locale;

/** The five runs on some of the real images, with the order that Net2Net is about. */
final class ExperimentCheck implements Check {
  private static final int IMAGES = 12_000;
  private static final int EPOCHS = 2;

  @Override
  public String name() {
    return "experiment, shortened";
  }

  @Override
  public Outcome run(CheckContext context) {
    if (context.data().isEmpty()) {
      return Outcome.of(
          false,
          "no images: give --data FOLDER, set GRAFT_DATA, or leave this out with --no-data",
          "real images");
    }
    DataSplits all = context.data().get();
    DataSplits some = all.limitTrain(Math.min(IMAGES, all.train().count()));
    ExperimentOptions defaults = ExperimentOptions.defaults();
    ExperimentOptions options =
        new ExperimentOptions(
            EPOCHS, defaults.batch(), defaults.teacherRate(), defaults.studentRate(), true);
    try (Experiment experiment = new Experiment(context.device(), some)) {
      ExperimentResult result = experiment.run(1, options, ExperimentListener.SILENT);
      Thresholds thresholds = Thresholds.shortened(all.provenance().known());
      List<String> violations = thresholds.violations(List.of(result));
      return Outcome.of(
          violations.isEmpty(),
          all.provenance().name()
              + ": "
              + (violations.isEmpty() ? starts(result) : String.join("; ", violations)),
          bar(thresholds));
    }
  }

  private static String bar(Thresholds thresholds) {
    return "students of Net2Net start at the teacher's loss, random ones do not"
        + thresholds
            .learned()
            .map(known -> String.format(Locale.ROOT, "; teacher at most %.3f", known.teacherLoss()))
            .orElse("");
  }

  private static String starts(ExperimentResult result) {
    StringBuilder text = new StringBuilder();
    for (Run run : Runs.ALL) {
      var history = result.find(run).orElseThrow().history();
      double loss = run.isTeacher() ? history.last().validation().loss() : history.before().loss();
      text.append(text.isEmpty() ? "" : ", ")
          .append(run.title())
          .append(run.isTeacher() ? " ends at " : " starts at ")
          .append(String.format(Locale.ROOT, "%.4f", loss));
    }
    return text.toString();
  }
}
