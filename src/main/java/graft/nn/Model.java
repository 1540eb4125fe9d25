package graft.nn;

import graft.tensor.HostTensor;
import java.util.Map;

/**
 * A network and what it has learned, on the host: what Net2Net transforms, files hold and a network
 * on a device is loaded from.
 *
 * @param spec the layers
 * @param weights one tensor for each of the spec's parameters
 */
public record Model(NetworkSpec spec, Weights weights) {
  /** A model from its spec and tensors by parameter name; see {@link Weights}. */
  public static Model of(NetworkSpec spec, Map<String, HostTensor> tensors) {
    return new Model(spec, new Weights(spec, tensors));
  }
}
