package graft.experiment;

import graft.data.DataSplits;
import graft.device.AlgorithmPolicy;
import graft.device.Device;
import graft.nn.Model;
import graft.nn.NetworkSpec;
import graft.random.Philox;
import graft.random.Streams;
import graft.train.ResidentData;
import graft.train.Trainer;
import java.util.ArrayList;
import java.util.List;

/**
 * The Net2Net experiment: a teacher and four students that grow from it, each trained as the
 * notebook does.
 */
public final class Experiment implements AutoCloseable {
  private final ResidentData training;
  private final ResidentData validation;
  private final Trainer trainer;
  private final int classes;

  /**
   * Uploads the data.
   *
   * @throws graft.device.CudaException if the device's memory does not suffice
   */
  public Experiment(Device device, DataSplits data, AlgorithmPolicy policy) {
    this.classes = data.train().classes();
    this.training = ResidentData.upload(device, data.train());
    this.validation = ResidentData.upload(device, data.test());
    this.trainer = new Trainer(device, training, validation, policy);
  }

  /**
   * Trains all five networks.
   *
   * @param seed everything random follows from it: the same seed gives the same weights bit for bit
   */
  public ExperimentResult run(long seed, ExperimentOptions options, ExperimentListener listener) {
    List<RunRecord> done = new ArrayList<>();
    NetworkSpec teacherSpec = Networks.teacher(training.sample(), classes);
    Model teacher =
        train(
            RunKind.TEACHER,
            trainer.initialize(teacherSpec, Streams.seedOfRun(seed, RunKind.TEACHER.stream())),
            seed,
            options,
            listener,
            done);
    for (RunKind kind : RunKind.values()) {
      if (kind != RunKind.TEACHER) {
        Philox random = new Philox(Streams.seedOfRun(seed, kind.stream()), Streams.TRANSFORM);
        train(kind, Networks.student(kind, teacher, random), seed, options, listener, done);
      }
    }
    return new ExperimentResult(seed, done);
  }

  private Model train(
      RunKind kind,
      Model initial,
      long seed,
      ExperimentOptions options,
      ExperimentListener listener,
      List<RunRecord> done) {
    Trainer.Result result =
        trainer.train(
            initial,
            options.training(kind, Streams.seedOfRun(seed, kind.stream())),
            listener.runStarted(kind, initial.spec()));
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
