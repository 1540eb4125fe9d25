package graft.nn;

import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adam with decoupled weight decay, as PyTorch has it. With g the gradient and t the number of the
 * step, counted from 1:
 *
 * <pre>
 *   m += (1 - beta1) (g - m)            v += (1 - beta2) (g^2 - v)
 *   w -= rate weightDecay w
 *   w -= rate / (1 - beta1^t) m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
 * </pre>
 *
 * <p>t counts from the birth of each tensor ({@link OptimizerState#setBirths}), so that one that
 * joins a network later starts as all did. The count is the network's own on the device, 64 bits
 * long. One kernel over all trained parameters ({@code cuda-kernels/adamw.cu}).
 *
 * <p>Sources: Kingma and Ba, "Adam: A Method for Stochastic Optimization", arXiv 1412.6980,
 * algorithm 1; Loshchilov and Hutter, "Decoupled Weight Decay Regularization", arXiv 1711.05101,
 * algorithm 2, whose decay is multiplied by the schedule only, here, as in PyTorch, by the rate.
 *
 * @param learningRate how far a step goes: about that far for each weight
 * @param beta1 how much of the gradients' mean stays, 0 to below 1
 * @param beta2 how much of their squares' mean stays, 0 to below 1
 * @param epsilon keeps the quotient finite; above 0
 * @param weightDecay times the rate is how much of a weight is lost in a step, 0 or more
 * @param decaysAll whether biases and other vectors decay as kernels do
 */
public record AdamW(
    float learningRate,
    double beta1,
    double beta2,
    float epsilon,
    float weightDecay,
    boolean decaysAll)
    implements Optimizer {
  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is out of its range
   */
  public AdamW {
    Numbers.requireAtLeastZero("learning rate", learningRate);
    Numbers.requireBelowOne("beta1", beta1);
    Numbers.requireBelowOne("beta2", beta2);
    Numbers.requirePositive("epsilon", epsilon);
    Numbers.requireAtLeastZero("weight decay", weightDecay);
  }

  /** With decay on kernels only. */
  public AdamW(float learningRate, double beta1, double beta2, float epsilon, float weightDecay) {
    this(learningRate, beta1, beta2, epsilon, weightDecay, false);
  }

  /** With PyTorch's defaults: betas 0.9 and 0.999, epsilon 1e-8, weight decay 0.01. */
  public static AdamW of(float learningRate) {
    return new AdamW(learningRate, 0.9, 0.999, 1e-8f, 0.01f);
  }

  /** The same with so much weight decay; with 0 it is Adam. */
  public AdamW withWeightDecay(float decay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, decay, decaysAll);
  }

  /** The same with decay of all trained parameters, as PyTorch does. */
  public AdamW withDecayOnAll() {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  /** Of the mean and of the mean of squares. */
  @Override
  public List<Integer> gradientPowers() {
    return List.of(1, 2);
  }

  @Override
  public Optional<String> obstacleToFollowing() {
    return Optional.empty();
  }

  /** It goes over the parameters seven times, and two times more while a teacher is followed. */
  @Override
  public List<Call> step(OptimizerState state) {
    Optional<FollowedShares> followed = state.followed();
    Kernel update = state.device().kernel(followed.isPresent() ? "adamw_following" : "adamw");
    Tensor w = state.values();
    Tensor m = state.block(0);
    Tensor v = state.block(1);
    Tensor g = state.gradients();
    long elements = w.shape().elements();
    List<Tensor> operands = new ArrayList<>(List.of(w, m, v, g, w, m, v));
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                w.pointer(),
                m.pointer(),
                v.pointer(),
                g.pointer(),
                state.tensorOf(),
                state.table(),
                state.granules(),
                state.rates(),
                state.stepOfEpoch(),
                state.steps(),
                state.gradientScale(),
                (float) (1 - beta1),
                (float) (1 - beta2),
                epsilon,
                weightDecay));
    followed.ifPresent(
        it -> {
          operands.addAll(List.of(it.inputs(), it.units()));
          arguments.addAll(
              List.of(it.inputs().pointer(), it.units().pointer(), it.from(), it.steps()));
        });
    Cost cost =
        Cost.of(
            update.name(),
            (followed.isPresent() ? 16L : 14L) * elements,
            operands.toArray(new Tensor[0]));
    Object[] all = arguments.toArray();
    return List.of(Call.of(cost, () -> update.launch(LaunchShape.forElements(elements), all)));
  }
}
