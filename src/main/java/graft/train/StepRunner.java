package graft.train;

import graft.device.Device;
import graft.model.Model;
import graft.model.Weights;
import graft.nn.BatchRows;
import graft.nn.Call;
import graft.nn.Mode;
import graft.nn.Passes;
import graft.nn.StageDescription;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One step of training or of evaluation over and over, for whoever measures: the same work that
 * {@link Trainer} does between two readings.
 */
public final class StepRunner implements AutoCloseable {
  /** Steps before those that are profiled: code is loaded and caches are warm after them. */
  public static final int WARM_UP_STEPS = 10;

  private final Device device;
  private final NetworkState state;
  private final Mode mode;
  private final int batch;
  private final int stepsInData;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final Tally tally;
  private final Replay step;
  private final List<Call> calls;
  private int position;

  private StepRunner(
      Device device,
      ResidentData data,
      Model model,
      int batch,
      boolean graph,
      Optional<TrainingOptions> training) {
    Objects.requireNonNull(model, "model");
    Fit.require(Objects.requireNonNull(device, "device"), Objects.requireNonNull(data, "data"));
    Fit.require(model.spec(), data);
    if (batch < 1 || batch > data.count()) {
      throw new IllegalArgumentException(
          "batch is " + batch + ", expected 1 to " + data.count() + ", the size of the data set");
    }
    this.device = device;
    this.mode = training.isPresent() ? Mode.TRAINING : Mode.INFERENCE;
    this.batch = batch;
    this.stepsInData = data.count() / batch;
    try {
      tally = new Tally(device, Batches.of(stepsInData * batch, batch));
      closers.push(tally::close);
      BatchRows rows = new BatchRows(device, batch);
      closers.push(rows::close);
      Passes passes = Passes.of(mode, batch);
      state =
          training
              .map(
                  it ->
                      NetworkState.trained(
                          device,
                          model.spec().frozen(it.freeze()),
                          passes,
                          it.optimizer(),
                          Optional.empty(),
                          tally))
              .orElseGet(() -> NetworkState.evaluated(device, model.spec(), passes));
      closers.push(state::close);
      StepCalls of = new StepCalls(device, state, data, rows, tally);
      calls =
          List.copyOf(
              training
                  .map(options -> of.training(batch, options))
                  .orElseGet(() -> of.evaluation(batch)));
      step = graph ? Replay.captured(device, calls) : Replay.eager(device, calls);
      closers.push(step::close);
      prepare(model);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The warm-up moves all that a load sets, and the tally. */
  private void prepare(Model model) {
    state.load(model.weights());
    step.warmUp();
    state.load(model.weights());
    tally.reset();
  }

  /**
   * Training steps, all at the optimizer's own learning rate.
   *
   * @param data gone through in its order, again and again
   * @throws IllegalArgumentException if the data set is smaller than a batch, or the model does not
   *     fit the data
   */
  public static StepRunner training(
      Device device, ResidentData data, Model model, TrainingOptions options) {
    Objects.requireNonNull(options, "options");
    return new StepRunner(
        device, data, model, options.batch(), options.graph(), Optional.of(options));
  }

  /**
   * Evaluation steps: forward and loss.
   *
   * @throws IllegalArgumentException if the data set is smaller than a batch, or the model does not
   *     fit the data
   */
  public static StepRunner evaluation(Device device, ResidentData data, Model model, int batch) {
    return new StepRunner(device, data, model, batch, true, Optional.empty());
  }

  /**
   * Runs so many steps and waits for them.
   *
   * @throws IllegalArgumentException if there are fewer than none
   */
  public void run(int count) {
    requireAtLeast(0, count);
    device.exclusively(
        () -> {
          for (int i = 0; i < count; i++) {
            advance();
            step.enqueue();
          }
          device.stream().synchronize();
        });
  }

  /**
   * Runs so many steps for a profiler, between cuProfilerStart and cuProfilerStop, after {@link
   * #WARM_UP_STEPS} others.
   *
   * @return seconds that a step took
   */
  public double profile(int count) {
    run(WARM_UP_STEPS);
    long start = System.nanoTime();
    device.profile(() -> run(count));
    return (System.nanoTime() - start) * 1e-9 / count;
  }

  private static void requireAtLeast(int least, int count) {
    if (count < least) {
      throw new IllegalArgumentException(
          "the number of steps is " + count + ", expected " + least + " or more");
    }
  }

  /** To the next batch, the first one after the last. */
  private void advance() {
    if (position == stepsInData) {
      tally.reset();
      position = 0;
    }
    position++;
  }

  /** Whether a step is one CUDA graph; without, its calls are launched one by one. */
  public boolean isGraph() {
    return step.isGraph();
  }

  /**
   * Runs one step, and so many more with an event between the calls.
   *
   * @param count at least 1
   * @return of each call the median; on a GPU an event itself takes up to about a microsecond
   * @throws IllegalArgumentException if the count is less
   */
  public List<CallTime> timeCalls(int count) {
    requireAtLeast(1, count);
    return device.exclusively(() -> medians(count));
  }

  private List<CallTime> medians(int count) {
    run(1);
    double[][] micros = new double[calls.size()][count];
    try (CallTimer timer = new CallTimer(device, calls)) {
      for (int i = 0; i < count; i++) {
        advance();
        double[] once = timer.run();
        for (int call = 0; call < once.length; call++) {
          micros[call][i] = once[call];
        }
      }
    }
    List<CallTime> times = new ArrayList<>();
    for (int i = 0; i < micros.length; i++) {
      Arrays.sort(micros[i]);
      times.add(new CallTime(calls.get(i), micros[i][count / 2]));
    }
    return times;
  }

  /** Samples in a step. */
  public int batch() {
    return batch;
  }

  /** The kernels, copies and fills of a step that is one CUDA graph; empty for one that is not. */
  public OptionalInt graphNodes() {
    return step.graphNodes();
  }

  /** How a step's layers are computed. */
  public List<StageDescription> stages() {
    return state.network().pass(mode, batch).stages();
  }

  /** The same, a line a stage. */
  public List<String> description() {
    return state.network().pass(mode, batch).description();
  }

  /** The parameters after all steps so far. */
  public Weights weights() {
    return state.weights();
  }

  /** A step's calls, in order. */
  public List<Call> calls() {
    return calls;
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
