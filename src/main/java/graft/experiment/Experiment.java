package graft.experiment;

import graft.data.DataSplits;
import graft.data.ImageDataset;
import graft.device.Device;
import graft.model.LeastInput;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.random.Philox;
import graft.random.RandomSequences;
import graft.tensor.Shape;
import graft.train.Cancellation;
import graft.train.DeviceMemoryException;
import graft.train.ResidentData;
import graft.train.ResumeRefusedException;
import graft.train.StepRunner;
import graft.train.Trainer;
import graft.train.TrainingDivergedException;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import graft.train.TrainingState;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The Net2Net experiment: a teacher and four students that grow from it, each trained as the
 * notebook does.
 */
public final class Experiment implements AutoCloseable {
  private final Device device;
  private final ResidentData training;
  private final ResidentData validation;
  private final Trainer trainer;
  private final int classes;

  /**
   * The teacher's network for some images.
   *
   * @throws IllegalArgumentException if they are too small: a sentence with the least size
   */
  public static NetworkSpec teacher(ImageDataset images) {
    try {
      return Networks.teacher(images.sample(), images.classes());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "%s does not fit the experiment's networks: %s%s"
              .formatted(
                  images.name(),
                  e.getMessage(),
                  LeastInput.hint(images.sample(), Experiment::fits)),
          e);
    }
  }

  private static boolean fits(Shape sample) {
    try {
      return Networks.teacher(sample, 2).input().equals(sample);
    } catch (IllegalArgumentException | ArithmeticException e) {
      return false;
    }
  }

  /**
   * Uploads the data.
   *
   * @throws IllegalArgumentException if its images are too small
   * @throws DeviceMemoryException if the device's memory does not suffice
   */
  public Experiment(Device device, DataSplits data) {
    var unused = teacher(data.train()); // before anything is uploaded
    this.device = device;
    this.classes = data.train().classes();
    this.training = ResidentData.upload(device, data.train());
    try {
      this.validation = ResidentData.upload(device, data.test());
    } catch (RuntimeException e) {
      training.close();
      throw e;
    }
    this.trainer = new Trainer(device, training, validation);
  }

  /**
   * Trains all five networks.
   *
   * @param seed everything random follows from it: the same seed gives the same weights bit for bit
   * @throws DeviceMemoryException if one of the five does not fit into the device's memory: before
   *     the first one is trained
   * @throws TrainingDivergedException if a run's loss is NaN or infinite; the listener has heard of
   *     those before it
   */
  public ExperimentResult run(long seed, ExperimentOptions options, ExperimentListener listener) {
    return run(seed, options, listener, ExperimentCheckpoints.NONE, new Cancellation());
  }

  /**
   * The same, with checkpoints: goes on where those that it finds were written.
   *
   * @param checkpoints found, and written as the runs go on
   * @param cancellation ends the run under way, and begins no other
   * @return fewer than five runs if it was cancelled
   * @throws ResumeRefusedException if a checkpoint is of other data, options or networks; before
   *     anything is trained or heard of
   * @throws UncheckedIOException if checkpoints cannot be read, or not be written
   * @throws DeviceMemoryException as above
   * @throws TrainingDivergedException as above
   */
  public ExperimentResult run(
      long seed,
      ExperimentOptions options,
      ExperimentListener listener,
      ExperimentCheckpoints checkpoints,
      Cancellation cancellation) {
    requireMemory(seed, options);
    Map<Run, TrainingState> found = checkpoints.find(seed, listener);
    found.forEach((run, state) -> requireSameRun(run, state, seed, options));
    Training training = new Training(seed, options, listener, checkpoints, found, cancellation);
    List<RunRecord> done = new ArrayList<>();
    Optional<Model> teacher =
        train(Runs.TEACHER, untrainedTeacher(seed), Optional.empty(), training, done);
    for (Run run : Runs.STUDENTS) {
      teacher
          .filter(trained -> !cancellation.isRequested())
          .ifPresent(trained -> train(run, trained, teacher, training, done));
    }
    return new ExperimentResult(seed, done);
  }

  /** How the five runs of a seed are trained, and from where. */
  private record Training(
      long seed,
      ExperimentOptions options,
      ExperimentListener listener,
      ExperimentCheckpoints checkpoints,
      Map<Run, TrainingState> found,
      Cancellation cancellation) {}

  private void requireSameRun(Run run, TrainingState state, long seed, ExperimentOptions options) {
    try {
      trainer.requireSameRun(state, options.training(run, seedOf(run, seed)));
      state.requireNetwork(initial(run, untrainedTeacher(seed), seed).model().spec());
    } catch (ResumeRefusedException e) {
      throw e.ofNetwork(run.title());
    }
  }

  /** A student's shape does not depend on what its teacher has learned. */
  private void requireMemory(long seed, ExperimentOptions options) {
    Model teacher = untrainedTeacher(seed);
    for (Run run : Runs.ALL) {
      NetworkSpec spec = initial(run, teacher, seed).model().spec();
      try {
        trainer.requireMemory(spec, options.training(run, seed));
      } catch (DeviceMemoryException e) {
        throw e.ofNetwork(run.title());
      }
    }
  }

  /** What a run starts from: the teacher itself, or what grew from it. */
  private static Beginning initial(Run run, Model teacher, long seed) {
    Philox random = new Philox(seedOf(run, seed), RandomSequences.TRANSFORM);
    return run.growth()
        .map(growth -> growth.grow(teacher, random))
        .orElseGet(() -> Beginning.of(teacher));
  }

  private static long seedOf(Run run, long seed) {
    return RandomSequences.seedOfRun(seed, run.sequence());
  }

  /**
   * Some training steps of the teacher for a profiler, between cuProfilerStart and cuProfilerStop,
   * after {@link StepRunner#WARM_UP_STEPS} others.
   *
   * @param steps how many, as often through the training set as it takes
   * @return seconds that a step took
   * @throws IllegalArgumentException if the training set is smaller than a batch
   */
  public double profile(long seed, ExperimentOptions options, int steps) {
    try (StepRunner profiled =
        StepRunner.training(
            device,
            training,
            untrainedTeacher(seed),
            options.training(Runs.TEACHER, seedOf(Runs.TEACHER, seed)))) {
      return profiled.profile(steps);
    }
  }

  private Model untrainedTeacher(long seed) {
    return Model.untrained(
        Networks.teacher(training.sample(), classes), seedOf(Runs.TEACHER, seed));
  }

  /**
   * Trains a network; empty if that was cancelled.
   *
   * @param source what it grows from, or is
   * @param teacher the same, if it grows
   */
  private Optional<Model> train(
      Run run, Model source, Optional<Model> teacher, Training training, List<RunRecord> done) {
    long seed = training.seed();
    Beginning beginning = initial(run, source, seed);
    Model initial = beginning.model();
    training.listener().runPrepared(seed, run, beginning, teacher);
    TrainingState from = training.found().getOrDefault(run, TrainingState.beginning(initial));
    TrainingOptions options = training.options().training(run, seedOf(run, seed));
    TrainingListener heard =
        training
            .listener()
            .runStarted(run, initial.spec())
            .and(training.checkpoints().keeping(seed, run));
    Trainer.Result result;
    try {
      result =
          device
              .ranges()
              .get(run.title(), () -> trainer.train(from, options, heard, training.cancellation()));
    } catch (TrainingDivergedException e) {
      throw e.ofNetwork(run.title());
    }
    if (result.cancelled()) {
      return Optional.empty();
    }
    RunRecord finished = new RunRecord(run, initial.spec().parameterCount(), result.history());
    done.add(finished);
    training.listener().runEnded(finished, result.trained(), new ExperimentResult(seed, done));
    return Optional.of(result.trained());
  }

  @Override
  public void close() {
    training.close();
    validation.close();
  }
}
