package graft.cli;

import graft.data.DataSplits;
import graft.data.Provenance;
import graft.device.Device;
import graft.device.DeviceOptions;
import graft.experiment.Experiment;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.ResultFiles;
import graft.experiment.ResultTable;
import graft.train.TrainingDivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code graft experiment}: the five training runs and their report. */
@Command(
    name = "experiment",
    description = "Trains the teacher and the four students and compares them.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ExperimentCommand implements Callable<Integer> {
  @Mixin private TrainingFlags training;
  @Mixin private DataFlags data;
  @Mixin private DeviceFlags device;
  @Mixin private NumericsFlags numerics;

  @Option(names = "--out", description = "where results go (default: runs/<time>)")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--verbose", description = "print which algorithms compute each layer")
  private boolean verbose;

  @Mixin private TraceOption trace;
  @Mixin private ProfileFlag profile;
  @Mixin private CheckFlag check;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requireSoundOptions();
    PrintWriter screen = spec.commandLine().getOut();
    ExperimentOptions options = training.options();
    DeviceOptions session = numerics.addTo(device.options());
    DataSplits splits = data.load(screen, training.seeds().get(0));
    profile.check(splits, options);
    try (Device opened = Device.open(session)) {
      printHeader(screen, opened, splits);
      if (profile.isGiven()) {
        long seed = training.seeds().get(0);
        return trace.record(
            opened, screen, () -> profile.run(opened, splits, seed, options, screen));
      }
      ResultFiles files =
          new ResultFiles(folder(), environment(opened), options, splits.provenance());
      screen.println("results   " + files.folder());
      return trace.record(opened, screen, () -> run(screen, opened, splits, options, files));
    }
  }

  private void requireSoundOptions() {
    training.check();
    data.check();
    trace.check(device.choice());
    profile.check();
    Usage.require(
        spec,
        !profile.isGiven() || !check.isGiven(),
        "--profile stops before there are results that --check could look at");
  }

  private Path folder() {
    return out.orElseGet(
        () ->
            Path.of(
                "runs",
                LocalDateTime.now(ZoneId.systemDefault())
                    .format(DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss"))));
  }

  private Map<String, String> environment(Device opened) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("graft", Main.Version.current());
    environment.put("device", opened.description());
    environment.put("math", opened.math().toString());
    environment.putAll(opened.versions());
    environment.put("java", System.getProperty("java.version"));
    environment.put("started", OffsetDateTime.now(ZoneId.systemDefault()).toString());
    return environment;
  }

  private void printHeader(PrintWriter screen, Device opened, DataSplits splits) {
    Provenance source = splits.provenance();
    screen.println("device    " + opened.description() + ": " + opened.reason());
    screen.println(
        "data      %s, %,d training and %,d test images, from %s"
            .formatted(
                source.name(), splits.train().count(), splits.test().count(), source.source()));
    source
        .sha256()
        .forEach((file, sum) -> screen.println("          " + file + " " + sum.substring(0, 16)));
    screen.println("training  " + training.description(profile.length(training.options())));
  }

  private int run(
      PrintWriter screen,
      Device opened,
      DataSplits splits,
      ExperimentOptions options,
      ResultFiles files)
      throws IOException {
    boolean published = splits.provenance().isMnist();
    List<ExperimentResult> results = new ArrayList<>();
    AtomicBoolean finished = new AtomicBoolean();
    Thread farewell =
        new Thread(
            () -> {
              if (!finished.get()) {
                screen.println();
                screen.println("interrupted; the finished runs are in " + files.folder());
              }
            });
    Runtime.getRuntime().addShutdownHook(farewell);
    try (Experiment experiment = new Experiment(opened, splits)) {
      for (long seed : training.seeds()) {
        ExperimentProgress listener = new ExperimentProgress(screen, files, results, verbose);
        try {
          results.add(experiment.run(seed, options, listener));
        } catch (TrainingDivergedException e) {
          listener.runFailed(published);
          throw e;
        }
        screen.println();
        screen.println(ResultTable.of(results.get(results.size() - 1), published));
      }
      if (results.size() > 1) {
        screen.println();
        screen.println(ResultTable.meansOf(results, published));
      }
      files.write(results);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } finally {
      finished.set(true);
    }
    screen.println();
    screen.println("written to " + files.folder());
    return check.verdict(results);
  }
}
