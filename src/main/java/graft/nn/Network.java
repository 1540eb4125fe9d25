package graft.nn;

import graft.device.AlgorithmPolicy;
import graft.device.Device;
import graft.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network on a device, planned once: one block of memory each for parameters, gradients, momentum
 * and activations, and one workspace. Passes over it allocate nothing; they only enqueue work on
 * the device's stream.
 *
 * <p>It can be planned for several batch sizes (an epoch's last batch may be short); all of them
 * share the same memory, so a pass of one size overwrites what a pass of another left.
 */
public final class Network implements AutoCloseable {
  /** What a network is planned for. */
  public enum Purpose {
    /** Forward passes only: no gradients, no momentum. */
    INFERENCE,
    /** Forward and backward passes. */
    TRAINING,
    /** The same, and the gradient of the input. */
    TRAINING_WITH_INPUT_GRADIENT
  }

  private final NetworkSpec spec;
  private final Purpose purpose;
  private final Device device;
  private final ParameterBlock parameters;
  private final ActivationMemory activations;
  private final LayerPlanner planner;
  private final Map<Integer, BatchPlan> plans = new TreeMap<>();
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Plans a network; its parameters are zero until {@link #load} or {@link #initialize}.
   *
   * @param batches the batch sizes that passes will have, at least one
   * @throws IllegalArgumentException if a batch size is not positive, or a layer cannot be planned
   * @throws graft.device.CudaException if the device's memory does not suffice
   */
  public Network(
      Device device, NetworkSpec spec, Purpose purpose, AlgorithmPolicy policy, int... batches) {
    this.device = device;
    this.spec = spec;
    this.purpose = purpose;
    int largest = 0;
    for (int batch : batches) {
      if (batch < 1) {
        throw new IllegalArgumentException("batch is " + batch + ", expected 1 or more");
      }
      largest = Math.max(largest, batch);
    }
    if (largest == 0) {
      throw new IllegalArgumentException("a network needs at least one batch size");
    }
    boolean training = purpose != Purpose.INFERENCE;
    boolean inputGradient = purpose == Purpose.TRAINING_WITH_INPUT_GRADIENT;
    try {
      parameters = new ParameterBlock(device, spec, training);
      closers.push(parameters::close);
      List<Stage> stages = Stage.of(spec, inputGradient);
      activations = new ActivationMemory(device, spec, stages, largest, training, inputGradient);
      closers.push(activations::close);
      planner = new LayerPlanner(device, spec, parameters, policy, training);
      closers.push(planner::close);
      for (int batch : batches) {
        if (!plans.containsKey(batch)) {
          BatchPlan plan = new BatchPlan(spec, stages, inputGradient, batch, activations, planner);
          closers.push(plan::close);
          plans.put(batch, plan);
        }
      }
      planner.allocateWorkspace();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The layers. */
  public NetworkSpec spec() {
    return spec;
  }

  /** What it was planned for. */
  public Purpose purpose() {
    return purpose;
  }

  /** Replaces all parameters and clears the momentum. */
  public void load(Weights weights) {
    parameters.load(weights);
  }

  /** The parameters as they are after all work enqueued so far; waits for it. */
  public Weights weights() {
    return parameters.downloadValues();
  }

  /**
   * The parameters' gradients as the last backward pass left them; waits for it.
   *
   * @throws IllegalStateException if the network is for inference
   */
  public Weights gradients() {
    return parameters.downloadGradients();
  }

  /**
   * Draws the kernels on the device, Glorot uniform, and zeroes the biases. {@link
   * GlorotUniform#draw} draws the same numbers on the host.
   *
   * @param seed the run's seed
   * @param firstSequence the Philox sequence of the first parameter; each parameter takes the next
   */
  public void initialize(long seed, long firstSequence) {
    parameters.initialize(seed, firstSequence);
  }

  /** Where a batch's samples go before {@link #forward}: {@code [N, H, W, C]}. */
  public Tensor input(int batch) {
    return plan(batch).input();
  }

  /** Where {@link #forward} leaves its result: {@code [N, classes]}. */
  public Tensor logits(int batch) {
    return plan(batch).logits();
  }

  /** Where the loss leaves its gradient before {@link #backward}: {@code [N, classes]}. */
  public Tensor logitsGradient(int batch) {
    requireTraining();
    return plan(batch).logitsGradient();
  }

  /**
   * How a batch is computed: for each stage the layers' names, the calls and the algorithms.
   *
   * @throws IllegalArgumentException if the network was not planned for such a batch
   */
  public List<String> description(int batch) {
    return List.copyOf(plan(batch).description());
  }

  /**
   * What {@link #forward} submits, in order; each layer's calls are in a range of its name.
   *
   * @throws IllegalArgumentException if the network was not planned for such a batch
   */
  public List<Call> forwardCalls(int batch) {
    return List.copyOf(plan(batch).forward());
  }

  /**
   * What {@link #backward} submits, in order.
   *
   * @throws IllegalStateException if the network is for inference
   */
  public List<Call> backwardCalls(int batch) {
    requireTraining();
    return List.copyOf(plan(batch).backward());
  }

  /**
   * Where {@link #backward} leaves the gradient of the input: {@code [N, H, W, C]}. It holds until
   * the next pass.
   *
   * @throws IllegalStateException if the network was not planned for it
   */
  public Tensor inputGradient(int batch) {
    if (purpose != Purpose.TRAINING_WITH_INPUT_GRADIENT) {
      throw new IllegalStateException("the network was planned without the input's gradient");
    }
    return plan(batch).inputGradient();
  }

  /** All parameters as one vector. */
  public Tensor parameters() {
    return parameters.allValues();
  }

  /** All gradients, at the same positions as {@link #parameters()}. */
  public Tensor parameterGradients() {
    return parameters.allGradients();
  }

  /** SGD's velocity, at the same positions as {@link #parameters()}. */
  public Tensor momentum() {
    return parameters.allMomentum();
  }

  /** What the optimizer's kernel reads of the tensors. */
  TensorTable tensorTable() {
    return parameters.tensorTable();
  }

  /**
   * Enqueues the forward pass.
   *
   * @throws IllegalArgumentException if the network was not planned for such a batch
   */
  public void forward(int batch) {
    Call.submitAll(plan(batch).forward(), device.ranges());
  }

  /**
   * Enqueues the backward pass of the batch whose forward pass came last.
   *
   * @throws IllegalStateException if the network is for inference
   */
  public void backward(int batch) {
    requireTraining();
    Call.submitAll(plan(batch).backward(), device.ranges());
  }

  private void requireTraining() {
    if (purpose == Purpose.INFERENCE) {
      throw new IllegalStateException("the network was planned for inference: it has no gradients");
    }
  }

  private BatchPlan plan(int batch) {
    BatchPlan plan = plans.get(batch);
    if (plan == null) {
      throw new IllegalArgumentException(
          "the network is not planned for a batch of " + batch + "; it is for " + plans.keySet());
    }
    return plan;
  }

  /** Waits for the work on it and frees it. */
  @Override
  public void close() {
    if (closers.isEmpty()) {
      return;
    }
    device.stream().synchronize();
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
