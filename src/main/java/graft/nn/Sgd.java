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
    this.update = device.kernel("sgd");
    this.learningRate = learningRate;
    this.momentum = momentum;
  }

  /**
   * One step over all parameters of a network, from the gradients of its last backward pass. It
   * goes over them five times.
   */
  public Call step(Network network) {
    Tensor values = network.parameters();
    Tensor momenta = network.momentum();
    Tensor gradients = network.parameterGradients();
    long elements = values.shape().elements();
    TensorTable table = network.tensorTable();
    table.setRate(learningRate);
    return Call.of(
        Cost.of(update.name(), 5L * elements, values, momenta, gradients, values, momenta),
        () ->
            update.launch(
                LaunchShape.forElements(elements),
                values.pointer(),
                momenta.pointer(),
                gradients.pointer(),
                table.tensorOf(),
                table.factors(),
                table.granules(),
                table.rates(),
                table.epoch(),
                momentum,
                0f,
                0));
  }
}
