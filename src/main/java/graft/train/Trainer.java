package graft.train;

import graft.device.Device;
import graft.model.Model;
import graft.model.NetworkSpec;
import graft.nn.BatchRows;
import graft.nn.Following;
import graft.nn.MemoryNeed;
import graft.nn.Passes;
import java.util.Objects;
import java.util.Optional;

/**
 * Trains and evaluates networks on data that lies on the device. While it does, it keeps other
 * threads away from the device.
 */
public final class Trainer {
  private final Device device;
  private final ResidentData training;
  private final ResidentData validation;

  /**
   * What training leaves.
   *
   * @param trained of a cancelled run the weights where it ended, or the best so far if those were
   *     asked for
   * @param history the epochs that ended; before them {@link Evaluation#NONE} if not even the first
   *     evaluation did
   * @param end of a cancelled run where it can be gone on from; empty if it came to its own end
   */
  public record Result(Model trained, History history, Optional<TrainingState> end) {
    static Result of(Model trained, History history) {
      return new Result(trained, history, Optional.empty());
    }

    static Result cancelled(TrainingState end) {
      return new Result(end.bestModel(), end.history(), Optional.of(end));
    }

    /** Whether the run ended before its time. */
    public boolean cancelled() {
      return end.isPresent();
    }
  }

  /**
   * A trainer.
   *
   * @param training what is learned from
   * @param validation what is looked at after each epoch
   * @throws IllegalArgumentException if one of them lies on another device
   */
  public Trainer(Device device, ResidentData training, ResidentData validation) {
    this.device = Objects.requireNonNull(device, "device");
    this.training = Objects.requireNonNull(training, "training");
    this.validation = Objects.requireNonNull(validation, "validation");
    Fit.require(device, training);
    Fit.require(device, validation);
  }

  /**
   * A model's loss and accuracy on all of the validation set.
   *
   * @param batch samples in a step, at most
   * @throws IllegalArgumentException if the model takes other samples than the data's, has fewer
   *     logits than it has classes, or the batch is not positive
   * @throws IllegalStateException if another thread uses the device, or the data is closed
   */
  public Evaluation evaluate(Model model, int batch) {
    Objects.requireNonNull(model, "model");
    Fit.require(device, validation);
    Fit.require(model.spec(), validation);
    Batches batches = Batches.of(validation.count(), batch);
    return device.exclusively(() -> evaluate(model, batches));
  }

  private Evaluation evaluate(Model model, Batches batches) {
    validation.setOwnOrder();
    try (NetworkState state =
            NetworkState.evaluated(device, model.spec(), Passes.inference(batches.sizes()));
        BatchRows rows = new BatchRows(device, batches.full());
        Tally tally = new Tally(device, batches)) {
      StepCalls calls = new StepCalls(device, state, validation, rows, tally);
      try (DatasetSweep sweep = new DatasetSweep(device, state, true, tally, calls::evaluation)) {
        state.load(model.weights());
        sweep.warmUp();
        state.load(model.weights());
        return Evaluation.of(
            sweep.run(SweepCounts.NONE, (reading, seconds) -> {}, new Cancellation()));
      }
    }
  }

  /**
   * The device memory that {@link #train} takes: the network for its batches, the optimizer's
   * state, both data sets (which lie there already), and what is counted. Allocates nothing.
   *
   * @throws IllegalArgumentException if the network does not fit the data, or cannot be frozen as
   *     the options say
   */
  public MemoryNeed memory(NetworkSpec spec, TrainingOptions options) {
    requireFit(spec);
    return plan(spec, options, Optional.empty()).memory(device);
  }

  /**
   * The same of going on from a state: a network that follows its teacher takes more.
   *
   * @throws IllegalArgumentException if the network does not fit the data, or what it follows
   */
  public MemoryNeed memory(TrainingState from, TrainingOptions options) {
    Objects.requireNonNull(from, "from");
    requireFit(from.model().spec());
    return plan(from, options).memory(device);
  }

  /**
   * Refuses a training that does not fit into what the device has free; {@link #train} asks this
   * itself.
   *
   * @throws DeviceMemoryException if it does not fit; says what takes how much
   * @throws IllegalArgumentException if the network does not fit the data
   */
  public void requireMemory(NetworkSpec spec, TrainingOptions options) {
    DeviceMemory.require(device, memory(spec, options), residentBytes());
  }

  private long residentBytes() {
    return training.bytes() + (validation == training ? 0 : validation.bytes());
  }

  private TrainingPlan plan(TrainingState from, TrainingOptions options) {
    return plan(from.model().spec(), options, from.followingNow());
  }

  private TrainingPlan plan(
      NetworkSpec spec, TrainingOptions options, Optional<Following> following) {
    return new TrainingPlan(training, validation, spec, options, following);
  }

  /**
   * Trains a model; the model itself stays as it is.
   *
   * @param initial where training starts
   * @param listener hears how it goes on
   * @throws IllegalArgumentException if the model takes other samples than the data's, has fewer
   *     logits than it has classes, or cannot be frozen as the options say
   * @throws DeviceMemoryException if the device has too little memory free; nothing was allocated
   * @throws TrainingDivergedException if a loss is NaN or infinite
   * @throws IllegalStateException if another thread uses the device, or data is closed
   */
  public Result train(Model initial, TrainingOptions options, TrainingListener listener) {
    Objects.requireNonNull(initial, "initial");
    return train(TrainingState.beginning(initial), options, listener, new Cancellation());
  }

  /**
   * Trains from a state on: the rest of the run gets the bits that it would have got without the
   * interruption, unless the listener hears of changes. A state without a run, such as {@link
   * TrainingState#goingOnWith} gives, is the beginning of a run of its own, whose options are free.
   *
   * @param from a {@link TrainingState#beginning}, a state that a run gave, or one made of that
   * @param options as that run's; only whether steps are a graph may differ
   * @param cancellation ends the run early when another thread, or the listener, asks for that
   * @throws ResumeRefusedException if the state is of a run of other data or other options, or the
   *     epoch under way is one of another batch size
   * @throws IllegalArgumentException as above, or if the network cannot follow its teacher
   * @throws DeviceMemoryException as above
   * @throws TrainingDivergedException as above
   * @throws IllegalStateException as above
   */
  public Result train(
      TrainingState from,
      TrainingOptions options,
      TrainingListener listener,
      Cancellation cancellation) {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(listener, "listener");
    Objects.requireNonNull(cancellation, "cancellation");
    return device.exclusively(
        () -> {
          requireFit(from.model().spec());
          TrainingPlan plan = plan(from, options);
          requireSameRun(from, plan);
          DeviceMemory.require(device, plan.memory(device), residentBytes());
          try (TrainingRun run = new TrainingRun(device, plan, from, listener, cancellation)) {
            return run.train();
          }
        });
  }

  /**
   * Refuses to go on from a state of another run; {@link #train} asks this itself.
   *
   * @throws ResumeRefusedException if its data or its options were others; says which
   * @throws IllegalArgumentException if the network cannot follow its teacher
   */
  public void requireSameRun(TrainingState from, TrainingOptions options) {
    requireSameRun(from, plan(from, options));
  }

  private static void requireSameRun(TrainingState from, TrainingPlan plan) {
    from.run().ifPresent(run -> run.requireSameRun(RunIdentity.of(plan)));
    plan.batches().requireReached(from.epoch());
  }

  private void requireFit(NetworkSpec spec) {
    Fit.require(device, training);
    Fit.require(device, validation);
    Fit.require(spec, training);
    Fit.require(spec, validation);
  }
}
