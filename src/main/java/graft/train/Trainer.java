package graft.train;

import graft.device.AlgorithmPolicy;
import graft.device.Device;
import graft.nn.Model;
import graft.nn.Network;
import graft.nn.NetworkSpec;
import graft.nn.Sgd;
import graft.random.Philox;
import graft.random.Streams;
import java.util.ArrayList;
import java.util.List;

/** Trains and evaluates networks on data that lies on the device. */
public final class Trainer {
  private final Device device;
  private final ResidentData training;
  private final ResidentData validation;
  private final AlgorithmPolicy policy;

  /** What training leaves. */
  public record Result(Model trained, History history) {}

  /**
   * A trainer.
   *
   * @param training what is learned from
   * @param validation what is looked at after each epoch
   * @param policy how convolution algorithms are chosen
   */
  public Trainer(
      Device device, ResidentData training, ResidentData validation, AlgorithmPolicy policy) {
    this.device = device;
    this.training = training;
    this.validation = validation;
    this.policy = policy;
  }

  /**
   * A network with freshly drawn weights: Glorot uniform kernels, biases of 0, drawn on the device.
   *
   * @param seed the run's seed
   */
  public Model initialize(NetworkSpec spec, long seed) {
    try (Network network = new Network(device, spec, Network.Purpose.INFERENCE, policy, 1)) {
      network.initialize(seed, Streams.INITIAL_WEIGHTS);
      return new Model(spec, network.weights());
    }
  }

  /** A model's loss and accuracy on all of the validation set. */
  public Evaluation evaluate(Model model, int batch) {
    int largest = Math.min(batch, validation.count());
    int[] batches = {largest, lastBatch(validation.count(), largest)};
    try (Network network =
            new Network(device, model.spec(), Network.Purpose.INFERENCE, policy, batches);
        SampleFeed feed = new SampleFeed(device, largest);
        Tally tally = new Tally(device, steps(validation.count(), largest))) {
      try (Pass pass = evaluationPass(network, feed, tally, largest, true)) {
        network.load(model.weights());
        return evaluation(pass);
      }
    }
  }

  /**
   * Trains a model; the model itself stays as it is.
   *
   * @param initial where training starts
   * @param listener hears how it goes on
   * @throws IllegalArgumentException if the model's input is not the data's
   */
  public Result train(Model initial, TrainingOptions options, TrainingListener listener) {
    requireMatchingInput(initial.spec());
    int batch = Math.min(options.batch(), training.count());
    int evaluationBatch = Math.min(batch, validation.count());
    int[] batches = {
      batch,
      lastBatch(training.count(), batch),
      evaluationBatch,
      lastBatch(validation.count(), evaluationBatch)
    };
    try (Network network =
            new Network(device, initial.spec(), Network.Purpose.TRAINING, policy, batches);
        SampleFeed feed = new SampleFeed(device, batch);
        Tally trainingTally = new Tally(device, steps(training.count(), batch));
        Tally validationTally = new Tally(device, steps(validation.count(), evaluationBatch))) {
      listener.planned(batch, network.description(batch));
      Sgd sgd = new Sgd(device, options.learningRate(), options.momentum());
      try (Pass epochPass =
              trainingPass(network, feed, trainingTally, sgd, batch, options.graph());
          Pass validationPass =
              evaluationPass(network, feed, validationTally, evaluationBatch, options.graph())) {
        network.load(initial.weights());
        History history = runEpochs(epochPass, validationPass, options, listener);
        return new Result(new Model(initial.spec(), network.weights()), history);
      }
    }
  }

  private History runEpochs(
      Pass epochPass, Pass validationPass, TrainingOptions options, TrainingListener listener) {
    Evaluation before = evaluation(validationPass);
    listener.started(before);
    List<EpochRecord> records = new ArrayList<>();
    for (int epoch = 1; epoch <= options.epochs(); epoch++) {
      int number = epoch;
      EpochRecord epochRecord =
          device
              .ranges()
              .get(
                  "epoch " + epoch,
                  () -> runEpoch(number, epochPass, validationPass, options, listener));
      records.add(epochRecord);
      listener.epochEnded(epochRecord);
    }
    return new History(before, records);
  }

  private EpochRecord runEpoch(
      int epoch,
      Pass epochPass,
      Pass validationPass,
      TrainingOptions options,
      TrainingListener listener) {
    training.setOrder(
        new Philox(options.seed(), Streams.shuffle(epoch)).permutation(training.count()));
    long start = System.nanoTime();
    Tally.Reading end =
        epochPass.run(
            (reading, seconds) ->
                listener.progress(
                    new TrainingListener.Progress(
                        epoch,
                        options.epochs(),
                        reading.samples(),
                        training.count(),
                        reading.loss(),
                        reading.accuracy(),
                        reading.samples() / seconds)));
    double seconds = (System.nanoTime() - start) * 1e-9;
    return new EpochRecord(
        epoch,
        end.loss(),
        end.accuracy(),
        evaluation(validationPass),
        seconds,
        training.count() / seconds);
  }

  private Pass trainingPass(
      Network network, SampleFeed feed, Tally tally, Sgd sgd, int batch, boolean graph) {
    StepWork work = new StepWork(device, network, training, feed, tally);
    return new Pass(
        device, training.count(), batch, graph, tally, rows -> work.training(sgd, rows));
  }

  private Pass evaluationPass(
      Network network, SampleFeed feed, Tally tally, int batch, boolean graph) {
    StepWork work = new StepWork(device, network, validation, feed, tally);
    return new Pass(device, validation.count(), batch, graph, tally, work::evaluation);
  }

  private Evaluation evaluation(Pass pass) {
    Tally.Reading reading =
        device.ranges().get("validation", () -> pass.run((ignored, seconds) -> {}));
    return new Evaluation(reading.loss(), reading.accuracy(), reading.samples());
  }

  /** The size of the last step over so many samples. */
  private static int lastBatch(int samples, int batch) {
    int rest = samples % batch;
    return rest == 0 ? batch : rest;
  }

  private static int steps(int samples, int batch) {
    return (samples + batch - 1) / batch;
  }

  private void requireMatchingInput(NetworkSpec spec) {
    if (!spec.input().equals(training.sample())) {
      throw new IllegalArgumentException(
          "the network takes samples of shape "
              + spec.input()
              + ", the data's are "
              + training.sample());
    }
  }
}
