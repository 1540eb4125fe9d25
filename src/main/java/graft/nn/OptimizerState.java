package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an optimizer keeps on the device for one network: its state, a block as long as the trained
 * parameters for each number that it keeps of a parameter; a table with a row for each trained
 * tensor; the learning rate of each step of an epoch, so that one captured graph serves a schedule;
 * what clipping leaves of the gradients; and two blocks more while a grown network follows its
 * teacher.
 */
public final class OptimizerState implements AutoCloseable {
  private final Device device;
  private final Network network;
  private final Optimizer optimizer;
  private final int stepsInEpoch;
  private final DevicePointer stepOfEpoch;
  private final List<Memory> blocks = new ArrayList<>();
  private final TensorTable table;
  private final Memory rates;
  private final Memory gradientScale;
  private final Optional<Memory> scratch;
  private final Optional<FollowedShares> followed;
  private final Deque<Runnable> closers = new ArrayDeque<>();

  /**
   * A fresh state of a network that follows no teacher: zeros, tensors that were there from the
   * beginning, the optimizer's own rate in every step.
   *
   * @param network planned for training
   * @param stepsInEpoch how many rates there are
   * @param stepOfEpoch int32 on the device: the number of the coming step in its epoch, from 0
   * @throws IllegalArgumentException if the network lies on another device, or there is no step
   * @throws IllegalStateException if the network is for inference, or nothing in it is trained
   */
  public OptimizerState(
      Device device,
      Network network,
      Optimizer optimizer,
      int stepsInEpoch,
      DevicePointer stepOfEpoch) {
    this(device, network, optimizer, Optional.empty(), stepsInEpoch, stepOfEpoch);
  }

  /**
   * A fresh state.
   *
   * @param following of a grown network
   * @throws IllegalArgumentException as above, and if the following does not fit the network or the
   *     optimizer
   * @throws IllegalStateException as above
   */
  public OptimizerState(
      Device device,
      Network network,
      Optimizer optimizer,
      Optional<Following> following,
      int stepsInEpoch,
      DevicePointer stepOfEpoch) {
    if (network.device() != device) {
      throw new IllegalArgumentException(
          "the network lies on another device than the optimizer's state would; expected one"
              + " device");
    }
    if (stepsInEpoch < 1) {
      throw new IllegalArgumentException(
          "an epoch of " + stepsInEpoch + " steps, expected 1 or more");
    }
    following.ifPresent(it -> it.requireFits(network.spec(), optimizer));
    this.device = device;
    this.network = network;
    this.optimizer = optimizer;
    this.stepsInEpoch = stepsInEpoch;
    this.stepOfEpoch = stepOfEpoch;
    long bytes = network.parameters().bytes();
    try {
      for (int i = 0; i < optimizer.stateBlocks(); i++) {
        blocks.add(allocate(bytes, "optimizer state"));
      }
      table = new TensorTable(device, network.layout(), this::decays);
      closers.push(table::close);
      rates = allocate((long) stepsInEpoch * Float.BYTES, "learning rates");
      gradientScale = allocate(Float.BYTES, "gradient scale");
      scratch =
          optimizer.scratchBytes() == 0
              ? Optional.empty()
              : Optional.of(allocate(optimizer.scratchBytes(), "optimizer's scratch"));
      followed = following.map(this::upload);
      reset();
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

  private FollowedShares upload(Following following) {
    ParameterLayout layout = network.layout();
    return new FollowedShares(
        upload(SharesOfElements.inputs(layout, following.shares())),
        upload(SharesOfElements.units(layout, following.shares())),
        following.from(),
        following.steps());
  }

  private Tensor upload(float[] shares) {
    Memory block = allocate((long) shares.length * Float.BYTES, "shares of a grown network");
    device.stream().upload(shares, block.pointer());
    return new Tensor(block.pointer(), values().shape());
  }

  /**
   * The device memory that a state takes.
   *
   * @param following whether its network follows a teacher
   */
  public static long bytes(
      NetworkSpec spec, Optimizer optimizer, boolean following, int stepsInEpoch) {
    ParameterLayout layout = new ParameterLayout(spec);
    int blocks = optimizer.stateBlocks() + (following ? 2 : 0);
    return (long) blocks * layout.trainedFloats() * Float.BYTES
        + TensorTable.bytes(layout)
        + (long) stepsInEpoch * Float.BYTES
        + Float.BYTES
        + optimizer.scratchBytes();
  }

  private boolean decays(NodeParameter parameter) {
    return optimizer.decaysAll() || parameter.role().equals(Parameter.KERNEL);
  }

  /** Back to how it was made; a following stays. */
  public void reset() {
    blocks.forEach(block -> device.stream().clear(block.pointer(), block.bytes()));
    table.setBirths(Map.of());
    float[] constant = new float[stepsInEpoch];
    Arrays.fill(constant, optimizer.learningRate());
    setRates(constant);
    device.stream().upload(new float[] {1}, gradientScale.pointer());
  }

  /**
   * Sets the learning rates of the coming epoch.
   *
   * @param ofSteps one for each step of an epoch
   * @throws IllegalArgumentException if there are more or fewer
   */
  public void setRates(float[] ofSteps) {
    if (ofSteps.length != stepsInEpoch) {
      throw new IllegalArgumentException(
          ofSteps.length + " learning rates for an epoch of " + stepsInEpoch + " steps");
    }
    device.stream().upload(ofSteps, rates.pointer());
  }

  /**
   * Sets when tensors came to be: AdamW counts a tensor's steps from there.
   *
   * @param births the network's count of training steps by the parameters' names, {@code
   *     conv1/kernel}; the others were there from the beginning
   * @throws IllegalArgumentException if the network has no parameter of that name, or a birth is
   *     negative
   */
  public void setBirths(Map<String, Long> births) {
    table.setBirths(births);
  }

  /**
   * The numbers that the optimizer keeps of each trained parameter, after all work enqueued so far;
   * waits for it.
   *
   * @return of each block its tensors by the parameters' names
   */
  public List<Map<String, HostTensor>> download() {
    List<Map<String, HostTensor>> tensors = new ArrayList<>();
    for (Memory block : blocks) {
      float[] numbers = new float[network.layout().trainedFloats()];
      device.stream().download(block.pointer(), numbers);
      tensors.add(network.layout().unpack(numbers));
    }
    return tensors;
  }

  /**
   * Replaces those numbers; births and rates stay as they are.
   *
   * @param tensors as {@link #download} gives them
   * @throws IllegalArgumentException if there are more blocks or fewer, or they are of other
   *     parameters
   */
  public void load(List<Map<String, HostTensor>> tensors) {
    if (tensors.size() != blocks.size()) {
      throw new IllegalArgumentException(
          "found %s numbers of each parameter, expected the %s that %s keeps"
              .formatted(tensors.size(), blocks.size(), optimizer));
    }
    List<float[]> packed = tensors.stream().map(network.layout()::packTrained).toList();
    for (int i = 0; i < packed.size(); i++) {
      device.stream().upload(packed.get(i), blocks.get(i).pointer());
    }
  }

  /** The device it lies on. */
  public Device device() {
    return device;
  }

  /** The trained parameters, {@code [floats]}. */
  public Tensor values() {
    return network.parameters();
  }

  /** Their gradients, {@code [floats]}. */
  public Tensor gradients() {
    return network.parameterGradients();
  }

  /** One of the optimizer's blocks, {@code [floats]}. */
  public Tensor block(int number) {
    return new Tensor(blocks.get(number).pointer(), values().shape());
  }

  /** For each 64 floats of the blocks the number of the tensor they belong to, int32. */
  public DevicePointer tensorOf() {
    return table.tensorOf();
  }

  /** The number of such stretches. */
  int granules() {
    return values().shape().elements() / ParameterLayout.GRANULE;
  }

  /**
   * A row for each tensor: float32 decay, 4 unused bytes, int64 birth. Decay is 1 where the
   * optimizer decays the tensor, else 0.
   */
  public DevicePointer table() {
    return table.rows();
  }

  /** The shares of the trained numbers, if the network follows a teacher. */
  public Optional<FollowedShares> followed() {
    return followed;
  }

  /** The learning rate of each step of the epoch, float32. */
  public DevicePointer rates() {
    return rates.pointer();
  }

  /** The number of the coming step in its epoch, int32. */
  public DevicePointer stepOfEpoch() {
    return stepOfEpoch;
  }

  /** The network's count of training steps, int64. */
  public DevicePointer steps() {
    return network.steps();
  }

  /** What gradients are multiplied by when they are read, float32: 1 unless they are clipped. */
  public DevicePointer gradientScale() {
    return gradientScale.pointer();
  }

  /**
   * The optimizer's memory within a step.
   *
   * @param offset in bytes
   * @throws java.util.NoSuchElementException if it asked for none
   */
  public DevicePointer scratch(long offset) {
    return scratch.orElseThrow().at(offset);
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
