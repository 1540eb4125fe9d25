package graft.nn;

import graft.device.Device;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.tensor.Tensor;

/**
 * Stochastic gradient descent with momentum, as Keras 2.2.4 has it: v = momentum v - rate g; w +=
 * v. One kernel over a network's whole parameter block ({@code cuda-kernels/sgd.cu}).
 */
public final class Sgd {
  private final Kernel update;
  private final float learningRate;
  private final float momentum;

  /**
   * An optimizer.
   *
   * @param learningRate how far a step goes
   * @param momentum how much of the last step goes into the next, 0 to below 1
   */
  public Sgd(Device device, float learningRate, float momentum) {
    this.update = device.kernel("sgd_momentum");
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  /** What {@link #step} costs: five passes over all parameters. */
  public Cost cost(Network network) {
    Tensor all = network.parameters();
    return Cost.of(update.name(), 4L * all.shape().elements(), all, all, all, all, all);
  }

  /**
   * Enqueues one step over all parameters of a network, from the gradients of its last backward
   * pass.
   */
  public void step(Network network) {
    long elements = network.parameters().shape().elements();
    update.launch(
        LaunchShape.forElements(elements),
        network.parameters().pointer(),
        network.momentum().pointer(),
        network.parameterGradients().pointer(),
        learningRate,
        momentum,
        elements);
  }
}
