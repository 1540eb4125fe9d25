package graft.train;

import graft.device.Device;
import graft.model.Model;
import graft.model.Weights;
import graft.nn.BatchRows;
import graft.nn.Mode;
import graft.random.Philox;
import graft.random.RandomSequences;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
  Trainer.Result train(Model initial, TrainingListener listener, Cancellation cancellation) {
    int batch = plan.batches().full();
    listener.planned(batch, state.network().pass(Mode.TRAINING, batch).description());
    prepare(initial);
    Optional<Evaluation> before = validate(cancellation);
    before.ifPresent(TrainingRun::requireFiniteStart);
    before.ifPresent(listener::started);
    RunPast past = new RunPast(options, before.orElse(Evaluation.NONE), initial.weights());
    boolean whole = before.isPresent() && runEpochs(past, listener, cancellation);
    Weights weights = past.weights(state::weights);
    return new Trainer.Result(new Model(initial.spec(), weights), past.history(), !whole);
  }

  private static void requireFiniteStart(Evaluation before) {
    if (!Double.isFinite(before.loss())) {
      throw TrainingDivergedException.beforeFirstStep(before.loss());
    }
  }

  /** Warms the sweeps up, which moves all that a load sets, and loads. */
  private void prepare(Model initial) {
    for (DatasetSweep sweep : List.of(epochSweep, validationSweep)) {
      state.load(initial.weights());
      sweep.warmUp();
    }
    state.load(initial.weights());
  }

  /** Whether it came to the run's end, uncancelled. */
  private boolean runEpochs(RunPast past, TrainingListener listener, Cancellation cancellation) {
    while (!past.isOver()) {
      int epoch = past.nextEpoch();
      Optional<EpochRecord> ended =
          device.ranges().get("epoch " + epoch, () -> runEpoch(epoch, listener, cancellation));
      if (ended.isEmpty()) {
        return false;
      }
      past.epochEnded(ended.get(), state::weights);
      listener.epochEnded(ended.get());
    }
    return true;
  }

  /** An epoch and its validation; empty if it was cancelled. */
  private Optional<EpochRecord> runEpoch(
      int epoch, TrainingListener listener, Cancellation cancellation) {
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
            },
            cancellation);
    double seconds = (System.nanoTime() - start) * 1e-9;
    requireFinite(epoch, end);
    StepRecords steps = epochSweep.steps();
    return validate(cancellation)
        .map(
            validation -> {
              requireFinite(epoch, validation);
              return new EpochRecord(
                  epoch, end.loss(), end.accuracy(), steps, validation, seconds, samples / seconds);
            });
  }

  private void requireFinite(int epoch, Evaluation validation) {
    if (!Double.isFinite(validation.loss())) {
      throw TrainingDivergedException.afterEpoch(
          epoch, validation.loss(), options.optimizer().learningRate());
    }
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

  /** The validation set; empty if that was cancelled. */
  private Optional<Evaluation> validate(Cancellation cancellation) {
    Tally.Reading end =
        device
            .ranges()
            .get("validation", () -> validationSweep.run((reading, seconds) -> {}, cancellation));
    return end.samples() == plan.validation().count()
        ? Optional.of(Evaluation.of(end))
        : Optional.empty();
  }

  @Override
  public void close() {
    device.stream().synchronize();
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
