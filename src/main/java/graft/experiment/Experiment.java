package graft.experiment;

import graft.data.DataSplits;
import graft.device.Device;
import graft.nn.Model;
import graft.random.Philox;
import graft.random.Streams;
import graft.train.ResidentData;
import graft.train.Steps;
import graft.train.Trainer;
import graft.train.TrainingListener;
import graft.train.TrainingOptions;
import java.util.ArrayList;
import java.util.List;

/**
 * The Net2Net experiment: a teacher and four students that grow from it, each trained as the
 * notebook does.
 */
public final class Experiment implements AutoCloseable {
  /** Steps before those that are profiled: code is loaded and caches are warm after them. */
  public static final int WARM_UP_STEPS = 10;

  private final Device device;
  private final ResidentData training;
  private final ResidentData validation;
  private final Trainer trainer;
  private final int classes;

  /**
   * Uploads the data.
   *
   * @throws graft.device.CudaException if the device's memory does not suffice
   */
  public Experiment(Device device, DataSplits data) {
    this.device = device;
    this.classes = data.train().classes();
    this.training = ResidentData.upload(device, data.train());
    this.validation = ResidentData.upload(device, data.test());
    this.trainer = new Trainer(device, training, validation);
  }

  /**
   * Trains all five networks.
   *
   * @param seed everything random follows from it: the same seed gives the same weights bit for bit
   */
  public ExperimentResult run(long seed, ExperimentOptions options, ExperimentListener listener) {
    List<RunRecord> done = new ArrayList<>();
    Model teacher = train(RunKind.TEACHER, untrainedTeacher(seed), seed, options, listener, done);
    for (RunKind kind : RunKind.values()) {
      if (kind != RunKind.TEACHER) {
        Philox random = new Philox(Streams.seedOfRun(seed, kind.stream()), Streams.TRANSFORM);
        train(kind, Networks.student(kind, teacher, random), seed, options, listener, done);
      }
    }
    return new ExperimentResult(seed, done);
  }

  /**
   * Some training steps of the teacher for a profiler, between cuProfilerStart and cuProfilerStop,
   * after {@link #WARM_UP_STEPS} others.
   *
   * @param steps how many, as often through the training set as it takes
   * @return seconds that a step took
   * @throws IllegalArgumentException if the training set is smaller than a batch
   */
  public double profile(long seed, ExperimentOptions options, int steps) {
    long stream = Streams.seedOfRun(seed, RunKind.TEACHER.stream());
    try (Steps profiled =
        Steps.training(
            device, training, untrainedTeacher(seed), options.training(RunKind.TEACHER, stream))) {
      profiled.run(WARM_UP_STEPS);
      long start = System.nanoTime();
      device.profile(() -> profiled.run(steps));
      return (System.nanoTime() - start) * 1e-9 / steps;
    }
  }

  private Model untrainedTeacher(long seed) {
    return trainer.initialize(
        Networks.teacher(training.sample(), classes),
        Streams.seedOfRun(seed, RunKind.TEACHER.stream()));
  }

  private Model train(
      RunKind kind,
      Model initial,
      long seed,
      ExperimentOptions options,
      ExperimentListener listener,
      List<RunRecord> done) {
    TrainingOptions how = options.training(kind, Streams.seedOfRun(seed, kind.stream()));
    TrainingListener progress = listener.runStarted(kind, initial.spec());
    Trainer.Result result =
        device.ranges().get(kind.title(), () -> trainer.train(initial, how, progress));
    RunRecord run = new RunRecord(kind, initial.spec().parameterCount(), result.history());
    done.add(run);
    listener.runEnded(run, new ExperimentResult(seed, done));
    return result.trained();
  }

  @Override
  public void close() {
    training.close();
    validation.close();
  }
}
