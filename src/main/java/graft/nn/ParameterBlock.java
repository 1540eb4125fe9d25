package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Memory;
import graft.tensor.Shape;
import graft.tensor.Tensor;
import java.util.Optional;

/**
 * A network's parameters in one block of device memory, and, for training, two more blocks for
 * gradients and momentum, and the optimizer's tables.
 */
final class ParameterBlock implements AutoCloseable {
  private final Device device;
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final Memory values;
  private final Optional<Memory> gradients;
  private final Optional<Memory> momentum;
  private final Optional<TensorTable> tensorTable;

  ParameterBlock(Device device, NetworkSpec spec, boolean training) {
    this.device = device;
    this.spec = spec;
    this.layout = new ParameterLayout(spec);
    long bytes = (long) layout.floats() * Float.BYTES;
    this.values = device.allocate(bytes, "parameters");
    this.gradients = training ? Optional.of(device.allocate(bytes, "gradients")) : Optional.empty();
    this.momentum = training ? Optional.of(device.allocate(bytes, "momentum")) : Optional.empty();
    this.tensorTable = training ? Optional.of(new TensorTable(device, layout)) : Optional.empty();
    clear(values);
    gradients.ifPresent(this::clear);
    momentum.ifPresent(this::clear);
  }

  private void clear(Memory memory) {
    device.stream().clear(memory.pointer(), memory.bytes());
  }

  /**
   * The kernel and bias of a layer and where their gradients go (onto the values where there is no
   * training).
   */
  LearnedPair of(String layer) {
    Parameter kernel = find(layer, Parameter.KERNEL);
    Parameter bias = find(layer, Parameter.BIAS);
    Memory gradientMemory = gradients.orElse(values);
    return new LearnedPair(
        view(values, kernel),
        view(values, bias),
        view(gradientMemory, kernel),
        view(gradientMemory, bias));
  }

  private Parameter find(String layer, String role) {
    String name = Parameter.name(layer, role);
    return spec.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the network has no parameter " + name));
  }

  private Tensor view(Memory memory, Parameter parameter) {
    return new Tensor(memory.at(layout.byteOffset(parameter)), parameter.shape());
  }

  Tensor allValues() {
    return all(values);
  }

  Tensor allGradients() {
    return all(gradients.orElseThrow(ParameterBlock::notForTraining));
  }

  Tensor allMomentum() {
    return all(momentum.orElseThrow(ParameterBlock::notForTraining));
  }

  TensorTable tensorTable() {
    return tensorTable.orElseThrow(ParameterBlock::notForTraining);
  }

  private Tensor all(Memory memory) {
    return new Tensor(memory.pointer(), Shape.of(layout.floats()));
  }

  private static IllegalStateException notForTraining() {
    return new IllegalStateException("the network was planned for inference: it has no gradients");
  }

  /** Replaces the parameters and forgets the momentum of the old ones. */
  void load(Weights weights) {
    device.stream().upload(layout.pack(weights), values.pointer());
    momentum.ifPresent(this::clear);
  }

  /** Glorot uniform kernels from consecutive Philox sequences, one a parameter; biases of 0. */
  void initialize(long seed, long firstSequence) {
    Kernel uniform = device.kernel("philox_uniform");
    clear(values);
    momentum.ifPresent(this::clear);
    long sequence = firstSequence;
    for (Parameter parameter : spec.parameters()) {
      if (parameter.role().equals(Parameter.KERNEL)) {
        float limit = GlorotUniform.limit(parameter);
        long elements = parameter.shape().elements();
        uniform.launch(
            LaunchShape.forElements(elements),
            view(values, parameter).pointer(),
            elements,
            seed,
            sequence,
            -limit,
            limit);
      }
      sequence++;
    }
  }

  Weights downloadValues() {
    return download(values);
  }

  Weights downloadGradients() {
    return download(gradients.orElseThrow(ParameterBlock::notForTraining));
  }

  private Weights download(Memory memory) {
    float[] block = new float[layout.floats()];
    device.stream().download(memory.pointer(), block);
    return layout.unpack(block);
  }

  @Override
  public void close() {
    values.close();
    gradients.ifPresent(Memory::close);
    momentum.ifPresent(Memory::close);
    tensorTable.ifPresent(TensorTable::close);
  }
}
