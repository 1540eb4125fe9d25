package graft.train;

import graft.device.Device;
import graft.model.Model;
import graft.nn.BatchRows;
import graft.nn.Mode;
import graft.random.Philox;
import graft.random.RandomSequences;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training on the device: all that it allocates, and its epochs. */
final class TrainingRun implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TrainingRun.class);

  private final Device device;
  private final TrainingPlan plan;
  private final TrainingState from;
  private final TrainingOptions options;
  private final TrainingListener listener;
  private final Cancellation cancellation;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final NetworkState state;
  private final DatasetSweep epochSweep;
  private final DatasetSweep validationSweep;
  private boolean insideEpoch;
  private double epochSeconds;

  /**
   * Allocates.
   *
   * @param from where it begins or goes on
   */
  TrainingRun(
      Device device,
      TrainingPlan plan,
      TrainingState from,
      TrainingListener listener,
      Cancellation cancellation) {
    this.device = device;
    this.plan = plan;
    this.from = from;
    this.options = plan.options();
    this.listener = listener;
    this.cancellation = cancellation;
    try {
      Tally tally = new Tally(device, plan.batches());
      closers.push(tally::close);
      Tally validationTally = new Tally(device, plan.validationBatches());
      closers.push(validationTally::close);
      BatchRows rows = new BatchRows(device, plan.largest());
      closers.push(rows::close);
      state =
          NetworkState.trained(
              device,
              plan.partlyFrozen(),
              plan.passes(),
              options.optimizer(),
              plan.following(),
              tally);
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

  /** What a listener is told unless it listens itself. */
  static void log(List<String> changes) {
    changes.forEach(change -> log.warn("the resumed run may get other bits: {}", change));
  }

  /** Trains from the state on. */
  Trainer.Result train() {
    int batch = plan.batches().full();
    listener.planned(batch, state.network().pass(Mode.TRAINING, batch).description());
    if (from.steps() > 0 || from.run().isPresent()) {
      listener.resumed(from, changes());
    }
    Evaluation known = from.history().before();
    if (known.samples() > 0 && RunPast.of(options, known, from).isOver()) {
      return Trainer.Result.of(from.bestModel(), from.history());
    }
    prepare();
    Optional<Evaluation> before = known.samples() > 0 ? Optional.of(known) : evaluateFirst();
    RunPast past = RunPast.of(options, before.orElse(known), from);
    if (before.isPresent() && runEpochs(past)) {
      return Trainer.Result.of(
          new Model(plan.spec(), past.best().orElseGet(state::weights)), past.history());
    }
    TrainingState end = now(past);
    listener.stepBoundary(new StepBoundary(StepBoundary.Kind.CANCELLED, () -> end));
    return Trainer.Result.cancelled(end);
  }

  /** Warms the sweeps up, which moves all that a load sets, and loads. */
  private void prepare() {
    for (DatasetSweep sweep : List.of(epochSweep, validationSweep)) {
      state.load(from.model().weights());
      sweep.warmUp();
    }
    state.load(from.model().weights(), from.steps(), from.optimizer(), from.births());
  }

  private Optional<Evaluation> evaluateFirst() {
    Optional<Evaluation> before = validate();
    before.ifPresent(
        evaluation -> {
          if (!Double.isFinite(evaluation.loss())) {
            throw TrainingDivergedException.beforeFirstStep(evaluation.loss());
          }
          listener.started(evaluation);
        });
    return before;
  }

  /** Whether it came to the run's end, uncancelled. */
  private boolean runEpochs(RunPast past) {
    SweepCounts done = from.epoch();
    epochSeconds = from.epochSeconds();
    while (!past.isOver()) {
      int epoch = past.nextEpoch();
      SweepCounts start = done;
      Optional<EpochRecord> ended =
          device.ranges().get("epoch " + epoch, () -> runEpoch(epoch, start, past));
      if (ended.isEmpty()) {
        return false;
      }
      done = SweepCounts.NONE;
      epochSeconds = 0;
      past.epochEnded(ended.get(), state::weights);
      listener.epochEnded(ended.get());
      listener.stepBoundary(new StepBoundary(StepBoundary.Kind.EPOCH_ENDED, () -> now(past)));
    }
    return true;
  }

  /** An epoch, or what is left of it, and its validation; empty if it was cancelled. */
  private Optional<EpochRecord> runEpoch(int epoch, SweepCounts done, RunPast past) {
    int samples = plan.training().count();
    long sequence = RandomSequences.shuffle(epoch);
    plan.training().setOrder(new Philox(options.seed(), sequence).permutation(samples));
    RunLength run = RunLength.ofEpochs(options.epochs(), plan.batches().steps());
    state.setRates(options.schedule().rates(options.optimizer().learningRate(), epoch, run));
    double earlier = epochSeconds;
    long start = System.nanoTime();
    insideEpoch = true;
    Tally.Reading end =
        epochSweep.run(
            done,
            (reading, seconds) -> {
              requireFinite(epoch, reading);
              epochSeconds = earlier + seconds;
              listener.progress(progress(epoch, reading));
              listener.stepBoundary(new StepBoundary(StepBoundary.Kind.IN_EPOCH, () -> now(past)));
            },
            cancellation);
    epochSeconds = earlier + (System.nanoTime() - start) * 1e-9;
    requireFinite(epoch, end);
    Optional<Evaluation> validation = validate();
    validation.ifPresent(evaluation -> requireFinite(epoch, evaluation));
    insideEpoch = validation.isEmpty();
    return validation.map(
        evaluation ->
            new EpochRecord(
                epoch,
                end.loss(),
                end.accuracy(),
                epochSweep.steps(),
                evaluation,
                epochSeconds,
                samples / epochSeconds));
  }

  private TrainingListener.Progress progress(int epoch, Tally.Reading reading) {
    return new TrainingListener.Progress(
        epoch,
        options.epochs(),
        reading.samples(),
        plan.training().count(),
        reading.loss(),
        reading.accuracy(),
        reading.samples() / epochSeconds);
  }

  /** All that the rest of the run follows from, after the work enqueued so far. */
  private TrainingState now(RunPast past) {
    return new TrainingState(
        new Model(plan.spec(), state.weights()),
        state.optimizer(),
        state.steps(),
        past.history(),
        insideEpoch ? epochSweep.counts() : SweepCounts.NONE,
        epochSeconds,
        past.best(),
        Optional.of(describe()),
        from.births(),
        from.following(),
        from.notes());
  }

  /** What is other than when the state was taken; none where that was no run. */
  private List<String> changes() {
    return from.run().map(run -> run.changes(describe().circumstances())).orElse(List.of());
  }

  private RunDescription describe() {
    return new RunDescription(
        RunIdentity.of(plan), Circumstances.of(device, plan, state.network()));
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
  private Optional<Evaluation> validate() {
    plan.validation().setOwnOrder();
    Tally.Reading end =
        device
            .ranges()
            .get(
                "validation",
                () ->
                    validationSweep.run(SweepCounts.NONE, (reading, seconds) -> {}, cancellation));
    return end.samples() == plan.validation().count()
        ? Optional.of(Evaluation.of(end))
        : Optional.empty();
  }

  @Override
  public void close() {
    if (device.isOpen()) {
      device.stream().synchronize();
    }
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
