package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.NetworkSpec;
import graft.model.Weights;
import graft.tensor.HostTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A network on a device, planned once: one block of memory each for parameters, gradients and
 * activations, and one workspace. Passes over it allocate nothing.
 *
 * <p>It can be planned for several batch sizes and both modes (an epoch's last batch may be short,
 * validation has no gradients); all passes share the same memory, so one overwrites what another
 * left.
 */
public final class Network implements AutoCloseable {
  private record PassKey(Mode mode, int batch) {}

  private final Device device;
  private final NetworkSpec spec;
  private final Passes planned;
  private final ParameterBlock parameters;
  private final Map<PassKey, Pass> passes = new LinkedHashMap<>();
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * Plans a network and allocates its memory; it has no parameters until {@link #load}.
   *
   * @param passes the batch sizes and modes that passes will have
   * @throws IllegalArgumentException if an op cannot be planned; names the node
   * @throws graft.device.CudaException if the device's memory does not suffice
   */
  public Network(Device device, NetworkSpec spec, Passes passes) {
    this.device = device;
    this.spec = spec;
    this.planned = passes;
    try {
      List<PassPlan> plans = plans(device, spec, passes, closers);
      parameters = new ParameterBlock(device, spec, passes.areTraining());
      closers.push(parameters::close);
      Memory block =
          allocate(
              blockBytes(plans),
              passes.areTraining() ? "activations and gradients" : "activations");
      long scratch = workspaceBytes(plans);
      Optional<Memory> workspace =
          scratch > 0 ? Optional.of(allocate(scratch, "workspace")) : Optional.empty();
      for (PassPlan plan : plans) {
        this.passes.put(
            new PassKey(plan.mode(), plan.batch()),
            new Pass(device, plan, block, workspace, parameters));
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Memory allocate(long bytes, String purpose) {
    Memory memory = device.allocate(bytes, purpose);
    closers.push(memory::close);
    return memory;
  }

  private static List<PassPlan> plans(
      Device device, NetworkSpec spec, Passes passes, Deque<Runnable> closers) {
    List<PassPlan> plans = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (int batch : mode == Mode.TRAINING ? passes.training() : passes.inference()) {
        PassPlan plan = new PassPlan(device, spec, passes, mode, batch);
        closers.push(plan::close);
        plans.add(plan);
      }
    }
    return plans;
  }

  private static long blockBytes(List<PassPlan> plans) {
    return plans.stream().mapToLong(PassPlan::bytes).max().orElseThrow();
  }

  /** Not that of the largest batch: another size may get another algorithm. */
  private static long workspaceBytes(List<PassPlan> plans) {
    return plans.stream().mapToLong(PassPlan::workspaceBytes).max().orElseThrow();
  }

  /**
   * The device memory that a network takes, without allocating it: parameters, gradients,
   * activations and workspace.
   *
   * @throws IllegalArgumentException if an op cannot be planned; names the node
   */
  public static MemoryNeed memory(Device device, NetworkSpec spec, Passes passes) {
    Deque<Runnable> closers = new ArrayDeque<>();
    try {
      List<PassPlan> plans = plans(device, spec, passes, closers);
      return ParameterBlock.need(spec, passes.areTraining())
          .plus(new MemoryNeed(0, 0, 0, blockBytes(plans), workspaceBytes(plans), 0));
    } finally {
      closers.forEach(Runnable::run);
    }
  }

  /** As {@link #memory(Device, NetworkSpec, Passes)}, for passes of one mode. */
  public static MemoryNeed memory(Device device, NetworkSpec spec, Mode mode, int... batches) {
    return memory(device, spec, Passes.of(mode, batches));
  }

  /** The device it is planned on. */
  public Device device() {
    return device;
  }

  /** The network that was planned. */
  public NetworkSpec spec() {
    return spec;
  }

  /** What it was planned for. */
  public Passes passes() {
    return planned;
  }

  /**
   * The pass of a mode and batch size.
   *
   * @throws IllegalArgumentException if the network was not planned for it
   */
  public Pass pass(Mode mode, int batch) {
    Pass pass = passes.get(new PassKey(mode, batch));
    if (pass == null) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "the network is not planned for %s with a batch of %d; it is for training with %s and"
                  + " inference with %s",
              mode.toString().toLowerCase(Locale.ROOT),
              batch,
              planned.training(),
              planned.inference()));
    }
    return pass;
  }

  /**
   * Replaces all parameters and sets the count of training steps to 0.
   *
   * @throws IllegalArgumentException if the weights are of another network
   */
  public void load(Weights weights) {
    load(weights, 0);
  }

  /**
   * Replaces all parameters, and the count of training steps.
   *
   * @param stepsDone how many steps the weights were trained for
   * @throws IllegalArgumentException if the weights are of another network, or the count is
   *     negative
   */
  public void load(Weights weights, long stepsDone) {
    if (stepsDone < 0) {
      throw new IllegalArgumentException(
          "the count of training steps is " + stepsDone + ", expected 0 or more");
    }
    parameters.load(new Weights(spec, weights.tensors()), stepsDone);
  }

  /**
   * The parameters as they are after all work enqueued so far; waits for it.
   *
   * @throws IllegalStateException before the first {@link #load}
   */
  public Weights weights() {
    return parameters.download();
  }

  /**
   * The trained parameters' gradients as the last backward pass left them, by name; waits for it.
   *
   * @throws IllegalStateException if the network is for inference
   */
  public Map<String, HostTensor> gradients() {
    return parameters.downloadGradients();
  }

  /**
   * All trained parameters as one vector, gaps between them included.
   *
   * @throws IllegalStateException if nothing is trained
   */
  public Tensor parameters() {
    return parameters.trainedValues();
  }

  /**
   * Their gradients, at the same positions.
   *
   * @throws IllegalStateException if the network is for inference, or nothing is trained
   */
  public Tensor parameterGradients() {
    return parameters.trainedGradients();
  }

  /**
   * The count of training steps since the last {@link #load}, one int64 on the device. Only a
   * training step advances it, as the last thing it does.
   *
   * @throws IllegalStateException if the network is for inference
   */
  public DevicePointer steps() {
    return parameters.steps();
  }

  /**
   * That count after all work enqueued so far; waits for it.
   *
   * @throws IllegalStateException if the network is for inference
   */
  public long stepsDone() {
    long[] count = new long[1];
    device.stream().download(steps(), count);
    return count[0];
  }

  ParameterLayout layout() {
    return parameters.layout();
  }

  /** Waits for the work on it and frees it. */
  @Override
  public void close() {
    if (closers.isEmpty()) {
      return;
    }
    if (device.isOpen()) {
      device.stream().synchronize();
    }
    while (!closers.isEmpty()) {
      closers.pop().run();
    }
  }
}
