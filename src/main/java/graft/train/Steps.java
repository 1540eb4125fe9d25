package graft.train;

import graft.device.AlgorithmPolicy;
import graft.device.Device;
import graft.nn.Call;
import graft.nn.Model;
import graft.nn.Network;
import graft.nn.Sgd;
import graft.nn.Weights;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * One step of training or of evaluation over and over, for whoever measures: the same work that
 * {@link Trainer} does between two readings.
 */
public final class Steps implements AutoCloseable {
  private final Device device;
  private final Network network;
  private final int batch;
  private final int stepsInData;
  private final Deque<Runnable> closers = new ArrayDeque<>();
  private final Tally tally;
  private final Step step;
  private final List<Call> calls;
  private int position;

  private Steps(
      Device device,
      ResidentData data,
      Model model,
      int batch,
      boolean graph,
      AlgorithmPolicy policy,
      Optional<Sgd> sgd) {
    if (batch < 1 || batch > data.count()) {
      throw new IllegalArgumentException(
          "batch is " + batch + ", expected 1 to " + data.count() + ", the size of the data set");
    }
    this.device = device;
    this.batch = batch;
    this.stepsInData = data.count() / batch;
    try {
      Network.Purpose purpose =
          sgd.isPresent() ? Network.Purpose.TRAINING : Network.Purpose.INFERENCE;
      network = new Network(device, model.spec(), purpose, policy, batch);
      closers.push(network::close);
      SampleFeed feed = new SampleFeed(device, batch);
      closers.push(feed::close);
      tally = new Tally(device, stepsInData);
      closers.push(tally::close);
      StepWork work = new StepWork(device, network, data, feed, tally);
      calls =
          List.copyOf(
              sgd.map(update -> work.training(update, batch))
                  .orElseGet(() -> work.evaluation(batch)));
      step = graph ? Step.captured(device, calls) : Step.eager(device, calls);
      closers.push(step::close);
      network.load(model.weights());
      tally.reset();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Training steps.
   *
   * @param data gone through in its order, again and again
   * @throws IllegalArgumentException if the data set is smaller than a batch
   */
  public static Steps training(
      Device device,
      ResidentData data,
      Model model,
      TrainingOptions options,
      AlgorithmPolicy policy) {
    Sgd sgd = new Sgd(device, options.learningRate(), options.momentum());
    return new Steps(
        device, data, model, options.batch(), options.graph(), policy, Optional.of(sgd));
  }

  /**
   * Evaluation steps: forward and loss.
   *
   * @throws IllegalArgumentException if the data set is smaller than a batch
   */
  public static Steps evaluation(
      Device device, ResidentData data, Model model, int batch, AlgorithmPolicy policy) {
    return new Steps(device, data, model, batch, true, policy, Optional.empty());
  }

  /** Runs so many steps and waits for them. */
  public void run(int count) {
    for (int i = 0; i < count; i++) {
      advance();
      step.enqueue();
    }
    device.stream().synchronize();
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
   */
  public List<CallTime> timeCalls(int count) {
    run(1);
    double[][] micros = new double[calls.size()][count];
    try (TimedStep timed = new TimedStep(device, calls)) {
      for (int i = 0; i < count; i++) {
        advance();
        double[] once = timed.run();
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

  /** How a step's layers are computed, a line a stage. */
  public List<String> description() {
    return network.description(batch);
  }

  /** The parameters after all steps so far. */
  public Weights weights() {
    return network.weights();
  }

  /** A step's calls, in order. */
  public List<Call> calls() {
    return calls;
  }

  @Override
  public void close() {
    device.stream().synchronize();
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
