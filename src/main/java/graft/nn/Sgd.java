package graft.nn;

import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Stochastic gradient descent with momentum, as Keras 2.2.4 has it: v = momentum v - rate g; w +=
 * v; with Nesterov's correction w += momentum v - rate g instead. Weight decay adds weightDecay * w
 * to the gradient (L2 regularisation of weightDecay / 2 |w|^2). One kernel over all trained
 * parameters ({@code cuda-kernels/sgd.cu}).
 *
 * <p>At a constant rate PyTorch's form (v = momentum v + g; w -= rate v) takes the same steps;
 * where a schedule changes the rate, here the steps that v remembers keep the rate that they had.
 *
 * <p>Source of Nesterov's form: Sutskever, Martens, Dahl, Hinton, "On the importance of
 * initialization and momentum in deep learning", ICML 2013, section 2.
 *
 * @param learningRate how far a step goes
 * @param momentum how much of the last step goes into the next, 0 to below 1
 * @param nesterov whether the step looks ahead
 * @param weightDecay how much of a weight is added to its gradient, 0 or more
 * @param decaysAll whether biases and other vectors decay as kernels do
 */
public record Sgd(
    float learningRate, float momentum, boolean nesterov, float weightDecay, boolean decaysAll)
    implements Optimizer {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public Sgd {
    Numbers.requireAtLeastZero("learning rate", learningRate);
    Numbers.requireBelowOne("momentum", momentum);
    Numbers.requireAtLeastZero("weight decay", weightDecay);
  }

  /** With decay on kernels only. */
  public Sgd(float learningRate, float momentum, boolean nesterov, float weightDecay) {
    this(learningRate, momentum, nesterov, weightDecay, false);
  }

  /** Without Nesterov's correction and without decay. */
  public static Sgd of(float learningRate, float momentum) {
    return new Sgd(learningRate, momentum, false, 0);
  }

  /** The same with Nesterov's correction. */
  public Sgd withNesterov() {
    return new Sgd(learningRate, momentum, true, weightDecay, decaysAll);
  }

  /** The same with so much weight decay. */
  public Sgd withWeightDecay(float decay) {
    return new Sgd(learningRate, momentum, nesterov, decay, decaysAll);
  }

  /** The same with decay of all trained parameters, not of kernels only. */
  public Sgd withDecayOnAll() {
    return new Sgd(learningRate, momentum, nesterov, weightDecay, true);
  }

  /** Of the momentum. */
  @Override
  public List<Integer> gradientPowers() {
    return List.of(1);
  }

  @Override
  public Optional<String> obstacleToFollowing() {
    return Optional.empty();
  }

  /** It goes over the parameters five times, and two times more while a teacher is followed. */
  @Override
  public List<Call> step(OptimizerState state) {
    Optional<FollowedShares> followed = state.followed();
    Kernel update = state.device().kernel(followed.isPresent() ? "sgd_following" : "sgd");
    Tensor w = state.values();
    Tensor v = state.block(0);
    Tensor g = state.gradients();
    long elements = w.shape().elements();
    List<Tensor> operands = new ArrayList<>(List.of(w, v, g, w, v));
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                w.pointer(),
                v.pointer(),
                g.pointer(),
                state.tensorOf(),
                state.table(),
                state.granules(),
                state.rates(),
                state.stepOfEpoch(),
                state.gradientScale(),
                momentum,
                weightDecay,
                nesterov ? 1 : 0));
    followed.ifPresent(
        it -> {
          operands.addAll(List.of(it.inputs(), it.units()));
          arguments.addAll(
              List.of(
                  it.inputs().pointer(),
                  it.units().pointer(),
                  state.steps(),
                  it.from(),
                  it.steps()));
        });
    Cost cost =
        Cost.of(
            update.name(),
            (followed.isPresent() ? 6L : 4L) * elements,
            operands.toArray(new Tensor[0]));
    Object[] all = arguments.toArray();
    return List.of(Call.of(cost, () -> update.launch(LaunchShape.forElements(elements), all)));
  }
}
