package graft.nn;

import graft.random.Philox;
import graft.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Initial weights that keep the variance of activations and gradients alike from layer to layer:
 * uniform in [-limit, limit) with limit = sqrt(6 / (fanIn + fanOut)); biases are 0. Keras' default.
 *
 * <p>Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
 * networks", AISTATS 2010, equation 16.
 */
public final class GlorotUniform {
  private GlorotUniform() {}

  /**
   * The largest absolute value of a kernel's initial weights.
   *
   * @throws IllegalArgumentException if the parameter is a bias, which has no fans
   */
  public static float limit(Parameter parameter) {
    if (!parameter.role().equals(Parameter.KERNEL)) {
      throw new IllegalArgumentException(
          "parameter %s is no kernel and has no Glorot limit; expected a %s"
              .formatted(parameter.name(), Parameter.KERNEL));
    }
    return (float) Math.sqrt(6.0 / ((double) parameter.fanIn() + parameter.fanOut()));
  }

  /**
   * One parameter's initial value: a kernel drawn uniformly, row-major, or a bias of zeros, which
   * takes nothing from the generator.
   *
   * @param parameter what to initialise
   * @param random gives one float for each element of a kernel
   */
  public static HostTensor draw(Parameter parameter, Philox random) {
    if (!parameter.role().equals(Parameter.KERNEL)) {
      return HostTensor.filled(parameter.shape(), 0);
    }
    float low = -limit(parameter);
    float range = limit(parameter) - low;
    float[] data = new float[parameter.shape().elements()];
    for (int i = 0; i < data.length; i++) {
      // In float and in this order, as the kernel philox_uniform computes it.
      data[i] = low + range * random.nextFloat();
    }
    return HostTensor.of(parameter.shape(), data);
  }

  /**
   * An untrained model.
   *
   * @param spec its layers
   * @param random gives the kernels, one after the other in the network's order
   */
  public static Model initialize(NetworkSpec spec, Philox random) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : spec.parameters()) {
      tensors.put(parameter.name(), draw(parameter, random));
    }
    return Model.of(spec, tensors);
  }
}
