package graft.nn;

import graft.device.Device;
import graft.device.DevicePointer;
import graft.device.Memory;
import graft.device.Tensor;
import graft.model.NetworkSpec;
import graft.model.Node;
import graft.model.NodeParameter;
import graft.model.Weights;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network's parameters in one block of device memory, and, for training, the gradients of the
 * trained ones in another and the count of training steps.
 */
final class ParameterBlock implements AutoCloseable {
  private final Device device;
  private final NetworkSpec spec;
  private final ParameterLayout layout;
  private final Deque<Memory> memories = new ArrayDeque<>();
  private final Optional<Memory> values;
  private final Optional<Memory> gradients;
  private final Optional<Memory> steps;
  private boolean loaded;

  ParameterBlock(Device device, NetworkSpec spec, boolean training) {
    this.device = device;
    this.spec = spec;
    this.layout = new ParameterLayout(spec);
    try {
      this.values = allocate(layout.floats(), "parameters");
      this.gradients = training ? allocate(layout.trainedFloats(), "gradients") : Optional.empty();
      this.steps = training ? Optional.of(cleared(Long.BYTES, "step counter")) : Optional.empty();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What the constructor would allocate. */
  static MemoryNeed need(NetworkSpec spec, boolean training) {
    ParameterLayout layout = new ParameterLayout(spec);
    long values = (long) layout.floats() * Float.BYTES;
    long gradients = training ? (long) layout.trainedFloats() * Float.BYTES + Long.BYTES : 0;
    return new MemoryNeed(values, gradients, 0, 0, 0, 0);
  }

  private Optional<Memory> allocate(int floats, String purpose) {
    return floats == 0
        ? Optional.empty()
        : Optional.of(cleared((long) floats * Float.BYTES, purpose));
  }

  private Memory cleared(long bytes, String purpose) {
    Memory memory = device.allocate(bytes, purpose);
    memories.push(memory);
    device.stream().clear(memory.pointer(), bytes);
    return memory;
  }

  ParameterLayout layout() {
    return layout;
  }

  /** The parameters of a stage's nodes by role; no two of them share one. */
  Map<String, Tensor> valuesOf(List<Node> nodes) {
    return views(nodes, values, false);
  }

  /** The gradients of their trained parameters by role; none in inference. */
  Map<String, Tensor> gradientsOf(List<Node> nodes) {
    return gradients.isEmpty() ? Map.of() : views(nodes, gradients, true);
  }

  private Map<String, Tensor> views(
      List<Node> nodes, Optional<Memory> memory, boolean trainedOnly) {
    Map<String, Tensor> views = new LinkedHashMap<>();
    for (Node node : nodes) {
      for (NodeParameter parameter : spec.parametersOf(node)) {
        if (parameter.parameter().trained() || !trainedOnly) {
          DevicePointer start = memory.orElseThrow().at(layout.byteOffset(parameter));
          views.put(parameter.role(), new Tensor(start, parameter.shape()));
        }
      }
    }
    return views;
  }

  /** The count of training steps; absent in inference. */
  Optional<DevicePointer> stepsIfTrained() {
    return steps.map(Memory::pointer);
  }

  /**
   * The trained parameters as one vector.
   *
   * @throws IllegalStateException if there are none
   */
  Tensor trainedValues() {
    return trained(values);
  }

  /** Their gradients. */
  Tensor trainedGradients() {
    return trained(gradients);
  }

  private Tensor trained(Optional<Memory> memory) {
    if (memory.isEmpty() || layout.trainedFloats() == 0) {
      throw new IllegalStateException(
          "the network has no gradients: it was planned for inference, or nothing in it is trained");
    }
    return new Tensor(memory.get().pointer(), Shape.of(layout.trainedFloats()));
  }

  DevicePointer steps() {
    return steps
        .orElseThrow(() -> new IllegalStateException("the network was planned for inference"))
        .pointer();
  }

  /**
   * @param stepsDone the count of training steps, 0 or more; none is kept in inference
   */
  void load(Weights weights, long stepsDone) {
    values.ifPresent(memory -> device.stream().upload(layout.pack(weights), memory.pointer()));
    steps.ifPresent(memory -> setCount(memory, stepsDone));
    loaded = true;
  }

  private void setCount(Memory memory, long count) {
    byte[] bytes =
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(count).array();
    device.stream().upload(bytes, memory.pointer());
  }

  /**
   * @throws IllegalStateException before the first load
   */
  void requireLoaded() {
    if (!loaded) {
      throw new IllegalStateException("the network has no parameters yet; load weights first");
    }
  }

  Weights download() {
    requireLoaded();
    return new Weights(spec, values.map(this::tensors).orElse(Map.of()));
  }

  Map<String, HostTensor> downloadGradients() {
    trainedGradients();
    return tensors(gradients.orElseThrow());
  }

  private Map<String, HostTensor> tensors(Memory memory) {
    float[] block = new float[Math.toIntExact(memory.bytes() / Float.BYTES)];
    device.stream().download(memory.pointer(), block);
    return layout.unpack(block);
  }

  @Override
  public void close() {
    while (!memories.isEmpty()) {
      memories.pop().close();
    }
  }
}
