package graft.nn;

import graft.device.Device;
import graft.device.Memory;
import graft.model.NetworkSpec;
import graft.model.NodeParameter;
import graft.model.TestNetworks;
import graft.reference.ReferenceOps;
import graft.tensor.HostTensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** An optimizer on a network's parameters, with gradients that are given. */
final class OptimizerRig implements AutoCloseable {
  private final Device device;
  private final Optimizer optimizer;
  private final Network network;
  private final Memory stepOfEpoch;
  private final OptimizerState state;

  OptimizerRig(Device device, NetworkSpec spec, Optimizer optimizer) {
    this(device, spec, optimizer, Optional.empty());
  }

  OptimizerRig(Device device, NetworkSpec spec, Optimizer optimizer, Following following) {
    this(device, spec, optimizer, Optional.of(following));
  }

  private OptimizerRig(
      Device device, NetworkSpec spec, Optimizer optimizer, Optional<Following> following) {
    this.device = device;
    this.optimizer = optimizer;
    network = new Network(device, spec, Passes.training(1));
    stepOfEpoch = device.allocate(Integer.BYTES, "step of the epoch");
    state = new OptimizerState(device, network, optimizer, following, 1, stepOfEpoch.pointer());
    network.load(TestNetworks.model(spec, 1).weights());
    device.stream().clear(stepOfEpoch.pointer(), stepOfEpoch.bytes());
  }

  /** Of each trained parameter, from -1 to 1. */
  static Map<String, HostTensor> gradients(NetworkSpec spec, SplittableRandom random) {
    Map<String, HostTensor> gradients = new LinkedHashMap<>();
    for (NodeParameter parameter : spec.parameters()) {
      if (parameter.parameter().trained()) {
        float[] values = new float[parameter.shape().elements()];
        for (int i = 0; i < values.length; i++) {
          values[i] = (float) random.nextDouble(-1, 1);
        }
        gradients.put(parameter.name(), HostTensor.of(parameter.shape(), values));
      }
    }
    return gradients;
  }

  /** Two numbers for each of the numbers given. */
  static Map<String, double[][]> zeros(Map<String, double[]> of) {
    Map<String, double[][]> zeros = new LinkedHashMap<>();
    of.forEach((name, values) -> zeros.put(name, new double[values.length][2]));
    return zeros;
  }

  /** A step after so many. */
  void step(long done, Map<String, HostTensor> gradients) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(done);
    device.stream().upload(bytes, network.steps());
    device.stream().upload(network.layout().packTrained(gradients), state.gradients().pointer());
    optimizer.step(state).forEach(Call::submit);
  }

  /** The weights and the optimizer's numbers of another. */
  void load(OptimizerRig other) {
    network.load(other.network.weights());
    state.load(other.state());
  }

  Map<String, HostTensor> weights() {
    return network.weights().tensors();
  }

  float[] weight(String name) {
    return network.weights().get(name).toArray();
  }

  Map<String, double[]> weightsInDouble() {
    Map<String, double[]> weights = new LinkedHashMap<>();
    weights().forEach((name, tensor) -> weights.put(name, ReferenceOps.toDouble(tensor.toArray())));
    return weights;
  }

  List<Map<String, HostTensor>> state() {
    return state.download();
  }

  @Override
  public void close() {
    state.close();
    stepOfEpoch.close();
    network.close();
  }
}
