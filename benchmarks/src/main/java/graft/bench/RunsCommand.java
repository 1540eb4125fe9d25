package graft.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import graft.data.DataListener;
import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.device.Device;
import graft.experiment.Experiment;
import graft.experiment.ExperimentListener;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.RunRecord;
import graft.model.Model;
import graft.train.EpochRecord;
import graft.train.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The five training runs as a benchmark. */
@Command(
    name = "runs",
    description =
        "Trains the experiment's five networks: seconds an epoch, images a second, seconds to a"
            + " validation accuracy.",
    mixinStandardHelpOptions = true)
final class RunsCommand implements Callable<Integer> {
  @Mixin private BenchOptions options;

  @Option(names = "--data", description = "auto, mnist, fashion-mnist or a folder (default: auto)")
  private String data = DataLocator.AUTO;

  @Option(names = "--epochs", description = "of each run (default: ${DEFAULT-VALUE})")
  private int epochs = 3;

  @Option(names = "--batch", description = "samples in a step (default: ${DEFAULT-VALUE})")
  private int batch = 32;

  @Option(names = "--limit", description = "train on the first N images only")
  private Optional<Integer> limit = Optional.empty();

  @Option(
      names = "--accuracy",
      description = "the validation accuracy to reach, in percent (default: ${DEFAULT-VALUE})")
  private double accuracy = 98.5;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter screen = spec.commandLine().getOut();
    if (epochs < 1 || batch < 1 || limit.orElse(1) < 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "--epochs is %d, --batch %d, --limit %s, expected 1 or more"
              .formatted(epochs, batch, limit.map(String::valueOf).orElse("not given")));
    }
    DataSplits all =
        new DataLocator(
                new DataListener() {
                  @Override
                  public void message(String text) {
                    screen.println(text);
                  }

                  @Override
                  public void notice(String text) {
                    screen.println(text);
                  }
                })
            .load(data, 1);
    DataSplits splits = limit.map(all::limitTrain).orElse(all);
    try (Device device = options.open(screen);
        Experiment experiment = new Experiment(device, splits)) {
      ObjectNode report = BenchOptions.report("runs", device);
      report.put("data", splits.provenance().name());
      ArrayNode rows = report.putArray("runs");
      screen.println(
          "| %s | s/epoch | images/s | s to %s %% | last validation loss | accuracy |"
              .formatted(splits.provenance().name(), accuracy));
      screen.println("| --- | --- | --- | --- | --- | --- |");
      ExperimentOptions defaults = ExperimentOptions.defaults();
      experiment.run(
          1,
          new ExperimentOptions(
              epochs, batch, defaults.teacherRate(), defaults.studentRate(), true),
          new ExperimentListener() {
            @Override
            public void runEnded(RunRecord finished, Model trained, ExperimentResult soFar) {
              show(finished, screen, rows.addObject());
            }
          });
      options.write(report, screen);
    }
    return CommandLine.ExitCode.OK;
  }

  private void show(RunRecord finished, PrintWriter screen, ObjectNode row) {
    History history = finished.history();
    double seconds =
        history.epochs().stream().mapToDouble(EpochRecord::trainSeconds).average().orElseThrow();
    double rate =
        history.epochs().stream().mapToDouble(EpochRecord::imagesPerSecond).average().orElseThrow();
    OptionalDouble reached = secondsTo(history, accuracy / 100);
    row.put("run", finished.run().title())
        .put("secondsPerEpoch", seconds)
        .put("imagesPerSecond", rate)
        .put("validationLoss", history.last().validation().loss())
        .put("validationAccuracy", history.last().validation().accuracy());
    reached.ifPresent(time -> row.put("secondsToAccuracy", time));
    screen.println(
        String.format(
            Locale.ROOT,
            "| %s | %.2f | %.0f | %s | %.4f | %.2f%% |",
            finished.run().title(),
            seconds,
            rate,
            reached.isPresent()
                ? String.format(Locale.ROOT, "%.2f", reached.getAsDouble())
                : "not reached",
            history.last().validation().loss(),
            100 * history.last().validation().accuracy()));
  }

  /**
   * Training time until an epoch's validation, or the one before the first step, shows the
   * accuracy; empty if none does.
   */
  static OptionalDouble secondsTo(History history, double accuracy) {
    double seconds = 0;
    if (history.before().accuracy() >= accuracy) {
      return OptionalDouble.of(seconds);
    }
    for (EpochRecord epoch : history.epochs()) {
      seconds += epoch.trainSeconds();
      if (epoch.validation().accuracy() >= accuracy) {
        return OptionalDouble.of(seconds);
      }
    }
    return OptionalDouble.empty();
  }
}
