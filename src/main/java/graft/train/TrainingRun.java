package graft.train;

import graft.device.Device;
import graft.model.Model;
import graft.model.Weights;
import graft.nn.BatchRows;
import graft.nn.Mode;
import graft.random.Philox;
import graft.random.RandomSequences;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** One training on the device: all that it allocates, and its epochs. */
final class TrainingRun implements AutoCloseable {
  private final Device device;
  private final TrainingPlan plan;
  private final TrainingOptions options;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final NetworkState state;
  private final DatasetSweep epochSweep;
  private final DatasetSweep validationSweep;

  /** Allocates. */
  TrainingRun(Device device, TrainingPlan plan) {
    this.device = device;
    this.plan = plan;
    this.options = plan.options();
    try {
      Tally tally = new Tally(device, plan.batches());
      closers.push(tally::close);
      Tally validationTally = new Tally(device, plan.validationBatches());
      closers.push(validationTally::close);
      BatchRows rows = new BatchRows(device, plan.largest());
      closers.push(rows::close);
      state = NetworkState.trained(device, plan.spec(), plan.passes(), options.optimizer(), tally);
      closers.push(state::close);
      StepCalls training = new StepCalls(device, state, plan.training(), rows, tally);
      epochSweep =
          new DatasetSweep(
              device, state, options.graph(), tally, batch -> training.training(batch, options));
      closers.push(epochSweep::close);
      StepCalls validation = new StepCalls(device, state, plan.validation(), rows, validationTally);
      validationSweep =
          new DatasetSweep(device, state, options.graph(), validationTally, validation::evaluation);
      closers.push(validationSweep::close);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Trains from a model on. */
  Trainer.Result train(Model initial, TrainingListener listener) {
    int batch = plan.batches().full();
    listener.planned(batch, state.network().pass(Mode.TRAINING, batch).description());
    prepare(initial);
    Evaluation before = validate();
    if (!Double.isFinite(before.loss())) {
      throw TrainingDivergedException.beforeFirstStep(before.loss());
    }
    listener.started(before);
    KeptWeights kept = new KeptWeights(options.best(), before, initial.weights());
    List<EpochRecord> epochs = runEpochs(before, kept, listener);
    Weights weights = kept.weights(state::weights);
    return new Trainer.Result(
        new Model(initial.spec(), weights), new History(before, epochs, kept.epoch()));
  }

  /** Warms the sweeps up, which moves all that a load sets, and loads. */
  private void prepare(Model initial) {
    for (DatasetSweep sweep : List.of(epochSweep, validationSweep)) {
      state.load(initial.weights());
      sweep.warmUp();
    }
    state.load(initial.weights());
  }

  private List<EpochRecord> runEpochs(
      Evaluation before, KeptWeights kept, TrainingListener listener) {
    Patience patience = new Patience(options.stopping(), before);
    List<EpochRecord> records = new ArrayList<>();
    for (int epoch = 1; epoch <= options.epochs() && !patience.isOver(); epoch++) {
      int number = epoch;
      EpochRecord epochRecord =
          device.ranges().get("epoch " + epoch, () -> runEpoch(number, listener));
      records.add(epochRecord);
      kept.epochEnded(epochRecord, state::weights);
      patience.epochEnded(epochRecord);
      listener.epochEnded(epochRecord);
    }
    return records;
  }

  private EpochRecord runEpoch(int epoch, TrainingListener listener) {
    int samples = plan.training().count();
    long sequence = RandomSequences.shuffle(epoch);
    plan.training().setOrder(new Philox(options.seed(), sequence).permutation(samples));
    RunLength run = RunLength.ofEpochs(options.epochs(), plan.batches().steps());
    state.setRates(options.schedule().rates(options.optimizer().learningRate(), epoch, run));
    long start = System.nanoTime();
    Tally.Reading end =
        epochSweep.run(
            (reading, seconds) -> {
              requireFinite(epoch, reading);
              listener.progress(
                  new TrainingListener.Progress(
                      epoch,
                      options.epochs(),
                      reading.samples(),
                      samples,
                      reading.loss(),
                      reading.accuracy(),
                      reading.samples() / seconds));
            });
    double seconds = (System.nanoTime() - start) * 1e-9;
    requireFinite(epoch, end);
    StepRecords steps = epochSweep.steps();
    Evaluation validation = validate();
    if (!Double.isFinite(validation.loss())) {
      throw TrainingDivergedException.afterEpoch(
          epoch, validation.loss(), options.optimizer().learningRate());
    }
    return new EpochRecord(
        epoch, end.loss(), end.accuracy(), steps, validation, seconds, samples / seconds);
  }

  /** The device noted which step was the first, whenever this looks. */
  private void requireFinite(int epoch, Tally.Reading reading) {
    if (Double.isFinite(reading.lossSum())) {
      return;
    }
    StepRecords steps = epochSweep.steps();
    OptionalInt first = steps.firstNotFinite();
    int step = first.orElse(steps.count());
    throw TrainingDivergedException.inStep(
        epoch, step, plan.batches().steps(), steps.loss(step), options.optimizer().learningRate());
  }

  private Evaluation validate() {
    return Evaluation.of(
        device.ranges().get("validation", () -> validationSweep.run((reading, seconds) -> {})));
  }

  @Override
  public void close() {
    device.stream().synchronize();
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
