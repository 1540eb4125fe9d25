package graft.model;

import graft.random.Philox;
import graft.tensor.HostTensor;

/** How a parameter is drawn before training. */
public enum Init {
  /**
   * Uniform in [-limit, limit) with limit = sqrt(6 / (fanIn + fanOut)): keeps the variance of
   * activations and gradients alike from layer to layer. Keras' default.
   *
   * <p>Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural
   * networks", AISTATS 2010, equation 16.
   */
  GLOROT {
    @Override
    float limit(Parameter parameter) {
      return (float) Math.sqrt(6.0 / ((double) parameter.fanIn() + parameter.fanOut()));
    }
  },
  /**
   * Uniform in [-limit, limit) with limit = sqrt(6 / fanIn), for layers before a ReLU. Not normal:
   * logarithm and cosine may differ between Java runtimes in the last bit.
   *
   * <p>Source: He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015, equation 10, which
   * asks for a variance of 2 / fanIn.
   */
  HE {
    @Override
    float limit(Parameter parameter) {
      return (float) Math.sqrt(6.0 / parameter.fanIn());
    }
  },
  /** 0. */
  ZERO {
    @Override
    public HostTensor draw(Parameter parameter, Philox random) {
      return HostTensor.filled(parameter.shape(), 0);
    }
  },
  /** 1. */
  ONE {
    @Override
    public HostTensor draw(Parameter parameter, Philox random) {
      return HostTensor.filled(parameter.shape(), 1);
    }
  };

  /** The bound of the values that are drawn. */
  float limit(Parameter parameter) {
    return 0;
  }

  /**
   * A parameter's initial value, row-major. ZERO and ONE take nothing from the generator.
   *
   * @param parameter gives the shape and the fans
   * @param random gives one float for each element that is drawn
   */
  public HostTensor draw(Parameter parameter, Philox random) {
    float low = -limit(parameter);
    float range = limit(parameter) - low;
    float[] data = new float[parameter.shape().elements()];
    for (int i = 0; i < data.length; i++) {
      data[i] = low + range * random.nextFloat();
    }
    return HostTensor.of(parameter.shape(), data);
  }
}
