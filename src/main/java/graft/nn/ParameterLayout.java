package graft.nn;

import graft.device.Memory;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.Weights;
import graft.tensor.HostTensor;
import graft.tensor.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Where each parameter lies in the one block that holds them all: first those that are trained, in
 * the network's order, then the others. The same offsets serve the gradients and the optimizer's
 * state, so that one kernel over the trained part of the block is the optimizer's step.
 *
 * <p>Each parameter starts at a multiple of {@link #GRANULE} floats.
 */
final class ParameterLayout {
  /** Floats between two places where a parameter can start. */
  static final int GRANULE = Math.toIntExact(Memory.aligned(1) / Float.BYTES);

  private final NetworkSpec spec;
  private final List<NodeParameter> ordered = new ArrayList<>();
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final int trainedFloats;
  private final int floats;

  /**
   * @throws ArithmeticException if there are more than 2^31 - 1 numbers
   */
  ParameterLayout(NetworkSpec spec) {
    this.spec = spec;
    long trained = place(true, 0);
    this.trainedFloats = Math.toIntExact(trained);
    this.floats = Math.toIntExact(place(false, trained));
  }

  private long place(boolean trained, long start) {
    long next = start;
    for (NodeParameter parameter : spec.parameters()) {
      if (parameter.parameter().trained() == trained) {
        ordered.add(parameter);
        offsets.put(parameter.name(), Math.toIntExact(next));
        next += Memory.aligned(parameter.shape().bytes()) / Float.BYTES;
      }
    }
    return next;
  }

  /** All parameters, those that are trained first. */
  List<NodeParameter> ordered() {
    return ordered;
  }

  /** The length of the block, gaps included; the gaps are zero and stay zero. */
  int floats() {
    return floats;
  }

  /** The length of its trained part. */
  int trainedFloats() {
    return trainedFloats;
  }

  int offset(NodeParameter parameter) {
    return offsets.get(parameter.name());
  }

  long byteOffset(NodeParameter parameter) {
    return (long) offset(parameter) * Float.BYTES;
  }

  /** All parameters as a block. */
  float[] pack(Weights weights) {
    return pack(weights.tensors(), floats);
  }

  /**
   * Tensors of the shapes of the trained parameters as a block.
   *
   * @throws IllegalArgumentException if they are of other parameters, or of other shapes
   */
  float[] packTrained(Map<String, HostTensor> tensors) {
    List<NodeParameter> trained =
        ordered.stream().filter(parameter -> parameter.parameter().trained()).toList();
    List<String> names = trained.stream().map(NodeParameter::name).toList();
    if (!tensors.keySet().equals(Set.copyOf(names))) {
      throw new IllegalArgumentException(
          "found tensors of " + tensors.keySet() + ", expected one of each of " + names);
    }
    for (NodeParameter parameter : trained) {
      Shape found = tensors.get(parameter.name()).shape();
      if (!found.equals(parameter.shape())) {
        throw new IllegalArgumentException(
            "the tensor of %s has shape %s, expected %s"
                .formatted(parameter.name(), found, parameter.shape()));
      }
    }
    return pack(tensors, trainedFloats);
  }

  private float[] pack(Map<String, HostTensor> tensors, int length) {
    float[] block = new float[length];
    for (NodeParameter parameter : ordered) {
      if (offset(parameter) < length) {
        float[] data = tensors.get(parameter.name()).toArray();
        System.arraycopy(data, 0, block, offset(parameter), data.length);
      }
    }
    return block;
  }

  /** The tensors of a block that holds all parameters, or, if shorter, the trained ones. */
  Map<String, HostTensor> unpack(float[] block) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (NodeParameter parameter : ordered) {
      if (offset(parameter) < block.length) {
        float[] data = new float[parameter.shape().elements()];
        System.arraycopy(block, offset(parameter), data, 0, data.length);
        tensors.put(parameter.name(), HostTensor.of(parameter.shape(), data));
      }
    }
    return tensors;
  }
}
