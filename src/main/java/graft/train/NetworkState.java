package graft.train;

import graft.device.Device;
import graft.model.NetworkSpec;
import graft.model.Weights;
import graft.nn.Call;
import graft.nn.Following;
import graft.nn.Network;
import graft.nn.Optimizer;
import graft.nn.OptimizerState;
import graft.nn.Passes;
import graft.tensor.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network on the device and what training moves beside its weights. A load sets all of it; before
 * the first one, and after a warm-up, there is nothing to train or to read.
 */
final class NetworkState implements AutoCloseable {
  private final Network network;
  private final Optional<Trained> trained;
  private boolean loaded;

  private record Trained(Optimizer optimizer, OptimizerState state) {}

  private NetworkState(Network network, Optional<Trained> trained) {
    this.network = network;
    this.trained = trained;
  }

  /** For evaluation. */
  static NetworkState evaluated(Device device, NetworkSpec spec, Passes passes) {
    return new NetworkState(new Network(device, spec, passes), Optional.empty());
  }

  /**
   * For training.
   *
   * @param following of a grown network that follows its teacher
   * @param tally counts an epoch's steps
   */
  static NetworkState trained(
      Device device,
      NetworkSpec spec,
      Passes passes,
      Optimizer optimizer,
      Optional<Following> following,
      Tally tally) {
    Network network = new Network(device, spec, passes);
    try {
      OptimizerState state =
          new OptimizerState(
              device, network, optimizer, following, tally.batches().steps(), tally.step());
      return new NetworkState(network, Optional.of(new Trained(optimizer, state)));
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** The planned network. */
  Network network() {
    return network;
  }

  /**
   * The calls that move the weights along their gradients.
   *
   * @throws java.util.NoSuchElementException if the network is for evaluation
   */
  List<Call> update() {
    Trained it = trained.orElseThrow();
    return it.optimizer().step(it.state());
  }

  /**
   * Sets the learning rates of the coming epoch's steps.
   *
   * @throws java.util.NoSuchElementException if the network is for evaluation
   */
  void setRates(float[] ofSteps) {
    trained.orElseThrow().state().setRates(ofSteps);
  }

  /** Sets the weights, and all that training moves beside them to its beginning. */
  void load(Weights weights) {
    load(weights, 0, List.of(), Map.of());
  }

  /**
   * Sets the weights and all that training moves beside them.
   *
   * @param steps how many steps the weights were trained for
   * @param optimizer what {@link #optimizer} gave; empty for its beginning
   * @param births the steps at which tensors came to be, where that is not the beginning
   * @throws IllegalArgumentException if they are of another network or of another optimizer
   */
  void load(
      Weights weights,
      long steps,
      List<Map<String, HostTensor>> optimizer,
      Map<String, Long> births) {
    network.load(weights, steps);
    trained.ifPresent(
        it -> {
          it.state().reset();
          it.state().setBirths(births);
          if (!optimizer.isEmpty()) {
            it.state().load(optimizer);
          }
        });
    loaded = true;
  }

  /** A warm-up moved things: they must be loaded again. */
  void spoiled() {
    loaded = false;
  }

  /**
   * Refuses to work on undefined weights, and on those that a warm-up moved.
   *
   * @throws IllegalStateException if nothing is loaded
   */
  void requireLoaded() {
    if (!loaded) {
      throw new IllegalStateException(
          "the network on the device is used before weights are loaded, expected a load first");
    }
  }

  /**
   * The weights after all work enqueued so far.
   *
   * @throws IllegalStateException if nothing is loaded
   */
  Weights weights() {
    requireLoaded();
    return network.weights();
  }

  /**
   * How many steps the weights were trained for, after all work enqueued so far.
   *
   * @throws IllegalStateException if nothing is loaded, or the network is for evaluation
   */
  long steps() {
    requireLoaded();
    return network.stepsDone();
  }

  /**
   * The numbers that the optimizer keeps, after all work enqueued so far: of each kind the tensors
   * by the parameters' names.
   *
   * @throws IllegalStateException if nothing is loaded
   * @throws java.util.NoSuchElementException if the network is for evaluation
   */
  List<Map<String, HostTensor>> optimizer() {
    requireLoaded();
    return trained.orElseThrow().state().download();
  }

  @Override
  public void close() {
    trained.ifPresent(it -> it.state().close());
    network.close();
  }
}
