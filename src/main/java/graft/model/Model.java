package graft.model;

import graft.random.Philox;
import graft.random.RandomSequences;
import graft.tensor.HostTensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network and what it has learned, on the host: what Net2Net transforms, files hold and a network
 * on a device is loaded from.
 *
 * @param spec the network
 * @param weights one tensor for each of the spec's parameters
 */
public record Model(NetworkSpec spec, Weights weights) {
  /** A model from its spec and tensors by parameter name; see {@link Weights}. */
  public static Model of(NetworkSpec spec, Map<String, HostTensor> tensors) {
    return new Model(spec, new Weights(spec, tensors));
  }

  /**
   * An untrained model. Each parameter is drawn as its {@link Init} says, from a Philox sequence of
   * its own: {@link RandomSequences#INITIAL_WEIGHTS} plus its number among all of the network's
   * parameters, trained or not.
   *
   * @param seed the run's seed
   */
  public static Model untrained(NetworkSpec spec, long seed) {
    Map<String, HostTensor> tensors = new LinkedHashMap<>();
    long sequence = RandomSequences.INITIAL_WEIGHTS;
    for (NodeParameter parameter : spec.parameters()) {
      Philox random = new Philox(seed, sequence++);
      Parameter drawn = parameter.parameter();
      tensors.put(parameter.name(), drawn.init().draw(drawn, random));
    }
    return of(spec, tensors);
  }
}
