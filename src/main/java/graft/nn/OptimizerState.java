package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Parameter;
import graft.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an optimizer keeps on the device for one network: its state, a block as long as the trained
 * parameters for each number that it keeps of a parameter; a table with a row for each trained
 * tensor; the learning rate of each step of an epoch, so that one captured graph serves a schedule;
 * and what clipping leaves of the gradients.
 */
public final class OptimizerState implements AutoCloseable {
  /** rate, decay, epsilon: float32; 4 bytes unused; birth: int64. */
  private static final int ROW_BYTES = 24;

  private final Device device;
  private final Network network;
  private final Optimizer optimizer;
  private final int stepsInEpoch;
  private final DevicePointer stepOfEpoch;
  private final Map<String, TensorFactors> factors = new LinkedHashMap<>();
  private final List<Memory> blocks = new ArrayList<>();
  private final Memory tensorOf;
  private final Memory table;
  private final Memory rates;
  private final Memory gradientScale;
  private final Optional<Memory> scratch;

  /**
   * A fresh state: zeros, neutral factors, the optimizer's own rate in every step.
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
    if (network.device() != device) {
      throw new IllegalArgumentException(
          "the network lies on another device than the optimizer's state would; expected one device");
    }
    if (stepsInEpoch < 1) {
      throw new IllegalArgumentException(
          "an epoch of " + stepsInEpoch + " steps, expected 1 or more");
    }
    this.device = device;
    this.network = network;
    this.optimizer = optimizer;
    this.stepsInEpoch = stepsInEpoch;
    this.stepOfEpoch = stepOfEpoch;
    long bytes = network.parameters().bytes();
    List<Memory> made = new ArrayList<>();
    try {
      for (int i = 0; i < optimizer.stateBlocks(); i++) {
        Memory block = allocate(bytes, "optimizer state", made);
        blocks.add(block);
      }
      int[] granules = tensorOfGranules();
      tensorOf = allocate((long) granules.length * Integer.BYTES, "optimizer's tensors", made);
      table = allocate((long) trained().size() * ROW_BYTES, "optimizer's table", made);
      rates = allocate((long) stepsInEpoch * Float.BYTES, "learning rates", made);
      gradientScale = allocate(Float.BYTES, "gradient scale", made);
      scratch =
          optimizer.scratchBytes() == 0
              ? Optional.empty()
              : Optional.of(allocate(optimizer.scratchBytes(), "optimizer's scratch", made));
      device.stream().upload(granules, tensorOf.pointer());
      reset();
    } catch (RuntimeException e) {
      made.forEach(Memory::close);
      throw e;
    }
  }

  private Memory allocate(long bytes, String purpose, List<Memory> made) {
    Memory memory = device.allocate(bytes, purpose);
    made.add(memory);
    return memory;
  }

  /** The device memory that a state takes. */
  public static long bytes(NetworkSpec spec, Optimizer optimizer, int stepsInEpoch) {
    ParameterLayout layout = new ParameterLayout(spec);
    long floats = layout.trainedFloats();
    long tensors = spec.parameters().stream().filter(p -> p.parameter().trained()).count();
    return optimizer.stateBlocks() * floats * Float.BYTES
        + floats / ParameterLayout.GRANULE * Integer.BYTES
        + tensors * ROW_BYTES
        + (long) stepsInEpoch * Float.BYTES
        + Float.BYTES
        + optimizer.scratchBytes();
  }

  private List<NodeParameter> trained() {
    return network.layout().ordered().stream().filter(p -> p.parameter().trained()).toList();
  }

  /** For each granule of the parameters' block the number of its tensor. */
  private int[] tensorOfGranules() {
    int[] granules = new int[network.layout().trainedFloats() / ParameterLayout.GRANULE];
    int tensor = 0;
    for (NodeParameter parameter : trained()) {
      int start = network.layout().offset(parameter) / ParameterLayout.GRANULE;
      Arrays.fill(granules, start, granules.length, tensor++);
    }
    return granules;
  }

  /** Back to how it was made. */
  public void reset() {
    blocks.forEach(block -> device.stream().clear(block.pointer(), block.bytes()));
    factors.clear();
    writeTable();
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
   * Sets what the optimizer does otherwise for one tensor.
   *
   * @param parameter its name, {@code conv1/kernel}
   * @throws IllegalArgumentException if no trained parameter has that name
   */
  public void setFactors(String parameter, TensorFactors factorsOfTensor) {
    List<String> names = trained().stream().map(NodeParameter::name).toList();
    if (!names.contains(parameter)) {
      throw new IllegalArgumentException(
          "no trained parameter is named '" + parameter + "'; there are " + names);
    }
    factors.put(parameter, factorsOfTensor);
    writeTable();
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
   * Replaces those numbers; factors and rates stay as they are.
   *
   * @param tensors as {@link #download} gives them
   * @throws IllegalArgumentException if there are more blocks or fewer, or they are of other
   *     parameters
   */
  public void load(List<Map<String, HostTensor>> tensors) {
    if (tensors.size() != blocks.size()) {
      throw new IllegalArgumentException(
          "found %d numbers of each parameter, expected the %d that %s keeps"
              .formatted(tensors.size(), blocks.size(), optimizer));
    }
    List<float[]> packed = tensors.stream().map(network.layout()::packTrained).toList();
    for (int i = 0; i < packed.size(); i++) {
      device.stream().upload(packed.get(i), blocks.get(i).pointer());
    }
  }

  private void writeTable() {
    List<NodeParameter> trained = trained();
    ByteBuffer bytes =
        ByteBuffer.allocate(trained.size() * ROW_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (NodeParameter parameter : trained) {
      TensorFactors row = factors.getOrDefault(parameter.name(), TensorFactors.NEUTRAL);
      float decay = decays(parameter) ? row.decay() : 0;
      bytes.putFloat(row.rate()).putFloat(decay).putFloat(row.epsilon()).putInt(0);
      bytes.putLong(row.birth());
    }
    device.stream().upload(bytes.array(), table.pointer());
  }

  private boolean decays(NodeParameter parameter) {
    return optimizer.decaysAll() || parameter.role().equals(Parameter.KERNEL);
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
    return tensorOf.pointer();
  }

  /** The number of such stretches. */
  int granules() {
    return values().shape().elements() / ParameterLayout.GRANULE;
  }

  /**
   * A row for each tensor: float32 rate, decay, epsilon, 4 unused bytes, int64 birth. Decay is 0
   * where the optimizer does not decay the tensor.
   */
  public DevicePointer table() {
    return table.pointer();
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
    blocks.forEach(Memory::close);
    tensorOf.close();
    table.close();
    rates.close();
    gradientScale.close();
    scratch.ifPresent(Memory::close);
  }
}
