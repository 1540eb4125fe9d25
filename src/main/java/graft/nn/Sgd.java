package graft.nn;

import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;

/**
 * Stochastic gradient descent with momentum, as Keras 2.2.4 has it: v = momentum v - rate g; w +=
 * v; with Nesterov's correction w += momentum v - rate g instead. Weight decay adds weightDecay * w
 * to the gradient. One kernel over all trained parameters ({@code cuda-kernels/sgd.cu}).
 *
 * <p>Source of Nesterov's form: Sutskever, Martens, Dahl, Hinton, "On the importance of
 * initialization and momentum in deep learning", ICML 2013, section 2.
 *
 * @param learningRate how far a step goes
 * @param momentum how much of the last step goes into the next, 0 to below 1
 * @param nesterov whether the step looks ahead
 * @param weightDecay how much of a weight is added to its gradient, 0 or more
 */
public record Sgd(float learningRate, float momentum, boolean nesterov, float weightDecay)
    implements Optimizer {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Sgd {
    if (!(learningRate >= 0) || Float.isInfinite(learningRate)) {
      throw new IllegalArgumentException(
          "learning rate is " + learningRate + ", expected a finite number >= 0");
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException(
          "momentum is " + momentum + ", expected a number in [0, 1)");
    }
    if (!(weightDecay >= 0) || Float.isInfinite(weightDecay)) {
      throw new IllegalArgumentException(
          "weight decay is " + weightDecay + ", expected a finite number >= 0");
    }
  }

  /** Without Nesterov's correction and without decay. */
  public static Sgd of(float learningRate, float momentum) {
    return new Sgd(learningRate, momentum, false, 0);
  }

  @Override
  public int stateBlocks() {
    return 1;
  }

  /** It goes over the parameters five times. */
  @Override
  public Call step(OptimizerState state) {
    Kernel update = state.device().kernel("sgd");
    Tensor w = state.values();
    Tensor v = state.block(0);
    Tensor g = state.gradients();
    long elements = w.shape().elements();
    return Call.of(
        Cost.of(update.name(), 4L * elements, w, v, g, w, v),
        () ->
            update.launch(
                LaunchShape.forElements(elements),
                w.pointer(),
                v.pointer(),
                g.pointer(),
                state.tensorOf(),
                state.table(),
                Math.toIntExact(elements / ParameterLayout.GRANULE),
                state.rates(),
                state.stepOfEpoch(),
                momentum,
                weightDecay,
                nesterov ? 1 : 0));
  }
}
