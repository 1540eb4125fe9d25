package graft.nn;

import graft.device.Memory;
import graft.tensor.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where each parameter lies in the one block that holds them all. The same offsets serve the
 * gradients and the momentum, so that one kernel over the whole block is the optimizer's step.
 */
final class ParameterLayout {
  /** A tensor starts at a multiple of so many floats, as {@code tensor_factors.cuh} has it. */
  private static final int GRANULE = 64;

  private final NetworkSpec spec;
  private final List<Parameter> parameters;
  private final Map<String, Integer> offsets = new LinkedHashMap<>();
  private final int floats;

  ParameterLayout(NetworkSpec spec) {
    this.spec = spec;
    this.parameters = spec.parameters();
    long next = 0;
    for (Parameter parameter : parameters) {
      offsets.put(parameter.name(), Math.toIntExact(next));
      next += Memory.aligned(parameter.shape().bytes()) / Float.BYTES;
    }
    this.floats = Math.toIntExact(next);
  }

  /** The length of the block, gaps included; the gaps are zero and stay zero. */
  int floats() {
    return floats;
  }

  long byteOffset(Parameter parameter) {
    return (long) offsets.get(parameter.name()) * Float.BYTES;
  }

  int tensors() {
    return parameters.size();
  }

  /** Of each 64 floats of the block, the index of the parameter that they belong to. */
  int[] tensorOfGranules() {
    int[] tensors = new int[floats / GRANULE];
    for (int i = 0; i < parameters.size(); i++) {
      int first = offsets.get(parameters.get(i).name()) / GRANULE;
      Arrays.fill(tensors, first, tensors.length, i);
    }
    return tensors;
  }

  float[] pack(Weights weights) {
    float[] block = new float[floats];
    for (Parameter parameter : parameters) {
      float[] data = weights.get(parameter.name()).toArray();
      System.arraycopy(data, 0, block, offsets.get(parameter.name()), data.length);
    }
    return block;
  }

  Weights unpack(float[] block) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      float[] data = new float[parameter.shape().elements()];
      System.arraycopy(block, offsets.get(parameter.name()), data, 0, data.length);
      tensors.put(parameter.name(), HostTensor.of(parameter.shape(), data));
    }
    return new Weights(spec, tensors);
  }
}
