package graft.cli;

import graft.config.TrainingFile;
import graft.config.TrainingSetup;
import graft.data.DataSplits;
import graft.device.Device;
import graft.device.DeviceOptions;
import graft.files.Lineage;
import graft.files.ModelFile;
import graft.job.Environment;
import graft.job.Invocation;
import graft.job.RunHeader;
import graft.job.Teacher;
import graft.job.TrainingJob;
import graft.train.RunFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code graft train}: a network from a file, or on from a model. */
@Command(
    name = "train",
    description =
        "Trains the network that a file describes, or trains a model on, and leaves the model, its"
            + " history and checkpoints in a folder.",
    footer = {
      "",
      "Examples:",
      "  graft train examples/lenet5.yaml --data mnist --out runs/digits",
      "  graft train wider.safetensors --data mnist --epochs 2 --lr 1e-4",
      "  graft train examples/resnet20.yaml --data cifar-10-batches-bin --limit 5000"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      description =
          "a training file (.yaml), or what is trained on: a model's file, a run's folder, or a"
              + " checkpoint, whose training goes on")
  private Path file;

  @Option(
      names = "--training",
      paramLabel = "FILE.yaml",
      description =
          "how a model is trained on, from a training file whose network is passed over (default:"
              + " as the model was)")
  private Optional<Path> training = Optional.empty();

  @Mixin private TrainingDataFlags data;
  @Mixin private SetupFlags setup;
  @Mixin private FolderFlags folder;
  @Mixin private TrainSession session;
  @Mixin private DeviceFlags device;
  @Mixin private NumericsFlags numerics;
  @Mixin private TraceOption trace;
  @Mixin private ProfileFlag profile;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    data.check();
    setup.check();
    if (!profile.isGiven()) {
      folder.check(RunFolder.Kind.TRAINING);
      session.check();
    }
    trace.check(device.choice());
    profile.check();
    DeviceOptions options = numerics.addTo(device.options());
    PrintWriter screen = session.screen();
    TrainingJob job = TrainingFile.isNamed(file) ? ofTrainingFile(screen) : ofModel(screen);
    profile.check(job.options().batch(), job.data().train().count());
    if (!profile.isGiven()) {
      folder.requireOutside(data.resolved(job.data()));
    }
    try (Device opened = Device.open(options)) {
      Header.print(screen, opened, job.data());
      if (profile.isGiven()) {
        return trace.record(
            opened, screen, () -> profile.run(screen, "", steps -> job.profile(opened, steps)));
      }
      RunHeader header = header(opened, job.data());
      try (HeldRun held = folder.open(RunFolder.Kind.TRAINING)) {
        RunFolder run = held.folder();
        try {
          return trace.record(opened, screen, () -> session.run(opened, job, run, folder, header));
        } finally {
          DrawnReport.draw(run.path(), screen, spec); // also of what an interruption left
        }
      }
    }
  }

  private RunHeader header(Device opened, DataSplits splits) {
    Invocation invocation =
        RunAgain.of(spec.commandLine().getParseResult(), opened, data.resolved(splits));
    return RunHeader.of(invocation, Environment.of(opened), splits, data.limit());
  }

  private TrainingJob ofTrainingFile(PrintWriter screen) throws IOException {
    Usage.require(
        spec,
        training.isEmpty(),
        "--training is for a model that is trained on; " + file + " says itself how");
    TrainingFile read = TrainingFile.read(file);
    TrainingSetup changed = setup.over(read.training());
    DataSplits images = data.load(screen, changed.options().seed(), Lineage.UNKNOWN);
    return Usage.refusing(
        spec, () -> TrainingJob.of(new TrainingFile(read.network(), changed), images));
  }

  private TrainingJob ofModel(PrintWriter screen) throws IOException {
    Usage.require(
        spec,
        !folder.isResumed(file),
        file
            + " is of the run that --resume goes on with; expected the FILE with which that run"
            + " began, as its result.json says");
    Teacher teacher = Teacher.read(file, said -> spec.commandLine().getErr().println(said));
    ModelFile model = teacher.file();
    TrainingSetup how =
        training.isPresent()
            ? TrainingFile.read(training.get()).training()
            : TrainingJob.setupOf(model, teacher.parent().file())
                .orElseThrow(
                    () ->
                        Usage.mistake(
                            spec,
                            file
                                + " does not say how it was trained; tell it with --training"
                                + " FILE.yaml"));
    TrainingSetup changed = setup.over(how);
    Usage.refusing(spec, () -> TrainingJob.start(teacher, changed.options())); // before the data
    DataSplits images = data.load(screen, changed.options().seed(), model.lineage());
    return Usage.refusing(spec, () -> TrainingJob.of(teacher, changed, images));
  }
}
