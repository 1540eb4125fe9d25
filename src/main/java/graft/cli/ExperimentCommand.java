package graft.cli;

import graft.data.DataLocator;
import graft.data.DataSplits;
import graft.device.AlgorithmPolicy;
import graft.device.Device;
import graft.device.DeviceChoice;
import graft.device.DeviceOptions;
import graft.device.MathMode;
import graft.device.Tuning;
import graft.experiment.Experiment;
import graft.experiment.ExperimentListener;
import graft.experiment.ExperimentOptions;
import graft.experiment.ExperimentResult;
import graft.experiment.ResultFiles;
import graft.experiment.ResultTable;
import graft.experiment.RunKind;
import graft.experiment.RunRecord;
import graft.experiment.Thresholds;
import graft.nn.NetworkSpec;
import graft.train.TrainingListener;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code graft experiment}: the five training runs and their report. */
@Command(
    name = "experiment",
    description = "Trains the teacher and the four students and compares them.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    sortOptions = false)
final class ExperimentCommand implements Callable<Integer> {
  @Option(names = "--epochs", description = "passes over the training set in each run")
  private int epochs = ExperimentOptions.defaults().epochs();

  @Option(names = "--batch", description = "samples in a step")
  private int batch = ExperimentOptions.defaults().batch();

  @Option(
      names = "--seed",
      split = ",",
      paramLabel = "N[,N...]",
      description = "seed; several give an experiment each, and their means")
  private List<Long> seeds = List.of(1L);

  @Option(names = "--limit", description = "train on the first N images only")
  private Optional<Integer> limit = Optional.empty();

  @Option(names = "--lr", description = "the teacher's learning rate")
  private float teacherRate = ExperimentOptions.defaults().teacherRate();

  @Option(names = "--student-lr", description = "the students' learning rate")
  private float studentRate = ExperimentOptions.defaults().studentRate();

  @Option(
      names = "--device",
      description = "auto, gpu or software; auto takes a GPU where there is one")
  private DeviceChoice device = DeviceChoice.AUTO;

  @Option(names = "--math", description = "fp32, or tf32 for tensor cores")
  private MathMode math = MathMode.FP32;

  @Option(
      names = "--data",
      description =
          "auto, mnist, fashion-mnist, or a folder with the four IDX files; auto is MNIST where it"
              + " can be had")
  private String data = DataLocator.AUTO;

  @Option(names = "--out", description = "where results go (default: runs/<time>)")
  private Optional<Path> out = Optional.empty();

  @Option(
      names = "--no-graph",
      description = "launch each step call by call instead of as one CUDA graph")
  private boolean noGraph;

  @Option(
      names = "--tune",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "FILE",
      description =
          "measure all of cuDNN's algorithms once per shape and take the fastest; the choices are"
              + " kept in FILE (default: ~/.cache/graft/tuning.json)")
  private Optional<String> tune = Optional.empty();

  @Option(
      names = "--fast",
      description = "admit algorithms whose results differ in the last bits from run to run")
  private boolean fast;

  @Option(names = "--verbose", description = "print which algorithms compute each layer")
  private boolean verbose;

  @CommandLine.Mixin private TraceOption trace;

  @Option(
      names = "--profile",
      paramLabel = "STEPS",
      description =
          "train only so many steps of the teacher, after some that warm up, between"
              + " cuProfilerStart and cuProfilerStop, and stop: for nsys and ncu")
  private Optional<Integer> profile = Optional.empty();

  @Option(
      names = "--check",
      paramLabel = "full|shortened",
      description =
          "fail unless the results reproduce the experiment: full for 3 epochs of all of MNIST,"
              + " shortened for less")
  private Optional<Check> check = Optional.empty();

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Which thresholds to hold the results against. */
  enum Check {
    FULL(Thresholds.full()),
    SHORTENED(Thresholds.shortened());

    @SuppressWarnings("ImmutableEnumChecker") // a record of numbers
    private final Thresholds thresholds;

    Check(Thresholds thresholds) {
      this.thresholds = thresholds;
    }
  }

  @Override
  public Integer call() throws IOException {
    requireSoundOptions();
    PrintWriter screen = spec.commandLine().getOut();
    ExperimentOptions options =
        new ExperimentOptions(epochs, batch, teacherRate, studentRate, !noGraph);
    DeviceOptions session =
        DeviceOptions.defaults().withChoice(device).withMath(math).withAlgorithms(policy());
    DataSplits splits = load(screen);
    try (Device opened = Device.open(session)) {
      if (profile.isPresent()) {
        return trace.record(opened, screen, () -> profile(screen, opened, splits, options));
      }
      ResultFiles files =
          new ResultFiles(folder(), environment(opened), options, splits.provenance());
      printHeader(screen, opened, splits);
      screen.println("results   " + files.folder());
      return trace.record(opened, screen, () -> run(screen, opened, splits, options, files));
    }
  }

  private void requireSoundOptions() {
    require(epochs >= 1, "--epochs is " + epochs + ", expected 1 or more");
    require(batch >= 1, "--batch is " + batch + ", expected 1 or more");
    require(
        teacherRate > 0 && Float.isFinite(teacherRate),
        "--lr is " + teacherRate + ", expected a positive number");
    require(
        studentRate > 0 && Float.isFinite(studentRate),
        "--student-lr is " + studentRate + ", expected a positive number");
    require(
        new LinkedHashSet<>(seeds).size() == seeds.size(),
        "--seed is " + seeds + ", expected each seed once");
    trace.check(device);
    profile.ifPresent(n -> require(n >= 1, "--profile is " + n + ", expected 1 or more"));
    require(
        profile.isEmpty() || check.isEmpty(),
        "--profile stops before there are results that --check could look at");
    limit.ifPresent(n -> require(n >= 1, "--limit is " + n + ", expected 1 or more"));
  }

  private void require(boolean sound, String message) {
    if (!sound) {
      throw new CommandLine.ParameterException(spec.commandLine(), message);
    }
  }

  private DataSplits load(PrintWriter screen) throws IOException {
    DataSplits splits = new DataLocator(new DataProgress(screen)).load(data);
    if (limit.isEmpty()) {
      return splits;
    }
    int count = splits.train().count();
    require(
        limit.get() <= count,
        "--limit is " + limit.get() + ", but the training set has " + count + " images");
    return splits.limitTrain(limit.get());
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

  private int profile(
      PrintWriter screen, Device opened, DataSplits splits, ExperimentOptions options) {
    int count = splits.train().count();
    require(
        batch <= count,
        "--batch is " + batch + ", but --profile has " + count + " images for its full batches");
    printHeader(screen, opened, splits);
    try (Experiment experiment = new Experiment(opened, splits)) {
      double seconds = experiment.profile(seeds.get(0), options, profile.get());
      screen.println(
          "profiled  %d steps of the teacher after %d others, %.3f ms a step"
              .formatted(profile.get(), Experiment.WARM_UP_STEPS, 1e3 * seconds));
    }
    return CommandLine.ExitCode.OK;
  }

  private void printHeader(PrintWriter screen, Device opened, DataSplits splits) {
    screen.println("device    " + opened.description() + ": " + opened.reason());
    screen.println(
        "data      %s, %,d training and %,d test images, from %s"
            .formatted(
                splits.provenance().name(),
                splits.train().count(),
                splits.test().count(),
                splits.provenance().source()));
    splits
        .provenance()
        .sha256()
        .forEach((file, sum) -> screen.println("          " + file + " " + sum.substring(0, 16)));
    screen.println(
        "training  %s, batch %d, learning rate %s and %s, seed %s, %s"
            .formatted(
                profile.map(steps -> steps + " steps").orElse(epochs + " epochs"),
                batch,
                teacherRate,
                studentRate,
                seeds.toString().replaceAll("[\\[\\]]", ""),
                noGraph ? "call by call" : "one CUDA graph a step"));
  }

  private AlgorithmPolicy policy() throws IOException {
    AlgorithmPolicy policy = AlgorithmPolicy.defaults();
    if (fast) {
      policy = policy.withNonDeterministic();
    }
    if (tune.isEmpty()) {
      return policy;
    }
    Path file = tune.get().isEmpty() ? Tuning.defaultFile(System.getenv()) : Path.of(tune.get());
    return policy.withTuning(Tuning.of(file));
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
      for (long seed : seeds) {
        Listener listener = new Listener(screen, files, results, verbose);
        results.add(experiment.run(seed, options, listener));
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
    return check.map(wanted -> verdict(wanted, results)).orElse(CommandLine.ExitCode.OK);
  }

  private int verdict(Check wanted, List<ExperimentResult> results) {
    List<String> violations = wanted.thresholds.violations(results);
    for (String violation : violations) {
      spec.commandLine().getErr().println("graft: check failed: " + violation);
    }
    if (violations.isEmpty()) {
      spec.commandLine().getOut().println("check passed: the experiment is reproduced");
    }
    return violations.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  /**
   * Shows each run and keeps the files up to date, so that an interrupted experiment leaves what it
   * had.
   */
  private static final class Listener implements ExperimentListener {
    private final PrintWriter screen;
    private final ResultFiles files;
    private final List<ExperimentResult> earlier;
    private final boolean verbose;

    Listener(
        PrintWriter screen, ResultFiles files, List<ExperimentResult> earlier, boolean verbose) {
      this.screen = screen;
      this.files = files;
      this.earlier = earlier;
      this.verbose = verbose;
    }

    @Override
    public TrainingListener runStarted(RunKind kind, NetworkSpec network) {
      screen.println();
      screen.println(
          "%s: %,d parameters, %d layers"
              .formatted(kind.title(), network.parameterCount(), network.layers().size()));
      return new TrainingProgress(screen, Terminal.isOutput(), verbose);
    }

    @Override
    public void runEnded(RunRecord run, ExperimentResult soFar) {
      List<ExperimentResult> all = new ArrayList<>(earlier);
      all.add(soFar);
      try {
        files.write(all);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
