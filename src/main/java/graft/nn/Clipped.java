package graft.nn;

import graft.device.DevicePointer;
import graft.device.Kernel;
import graft.device.LaunchShape;
import graft.device.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * An optimizer that sees shorter gradients where all of them together are longer than a maximum:
 * each is multiplied by min(1, maximumNorm / (norm + 1e-6)), with norm the root of the sum of all
 * their squares. That is PyTorch's {@code clip_grad_norm_}; Keras' {@code global_clipnorm} leaves
 * out the 1e-6. It comes before momentum, and before an L2 term joins the gradient.
 *
 * <p>Three small kernels sum in float64 and in a fixed order ({@code
 * cuda-kernels/gradient_norm.cu}); the optimizer's own kernel multiplies, which saves a pass that
 * reads and writes all gradients.
 *
 * <p>Source: Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks",
 * arXiv 1211.5063, algorithm 1.
 *
 * @param optimizer what follows the clipped gradients
 * @param maximumNorm above 0
 */
public record Clipped(Optimizer optimizer, float maximumNorm) implements Optimizer {
  /** Stretches of gradients that are summed at once: they fill the largest card. */
  private static final int MOST_PARTS = 512;

  /** What one thread can add up. */
  private static final int MOST_SUMS = 8;

  /**
   * Checks the number.
   *
   * @throws IllegalArgumentException if it is not above 0, or the optimizer clips already
   */
  public Clipped {
    Objects.requireNonNull(optimizer, "optimizer");
    Numbers.requirePositive("maximum norm", maximumNorm);
    if (optimizer instanceof Clipped) {
      throw new IllegalArgumentException(optimizer + " clips already");
    }
  }

  @Override
  public List<Integer> gradientPowers() {
    return optimizer.gradientPowers();
  }

  @Override
  public float learningRate() {
    return optimizer.learningRate();
  }

  @Override
  public boolean decaysAll() {
    return optimizer.decaysAll();
  }

  /** The norm is not the teacher's: each copy of a unit counts by itself. */
  @Override
  public Optional<String> obstacleToFollowing() {
    return Optional.of(
        "the norm that it clips by is of all gradients, in which copies of a unit count each by itself");
  }

  @Override
  public long scratchBytes() {
    return optimizer.scratchBytes() + bytes(MOST_PARTS) + bytes(MOST_SUMS);
  }

  /** Of so many rows of float64, as long as a granule each. */
  private static long bytes(int rows) {
    return (long) rows * ParameterLayout.GRANULE * Double.BYTES;
  }

  /** One more pass over the gradients. */
  @Override
  public List<Call> step(OptimizerState state) {
    int parts = Math.min(MOST_PARTS, state.granules());
    int few = Math.min(MOST_SUMS, parts);
    DevicePointer squares = state.scratch(optimizer.scratchBytes());
    DevicePointer sums = state.scratch(optimizer.scratchBytes() + bytes(MOST_PARTS));
    List<Call> calls =
        new ArrayList<>(
            List.of(
                squares(state, squares, parts),
                sums(state, squares, parts, sums, few),
                scale(state, sums, few)));
    calls.addAll(optimizer.step(state));
    return calls;
  }

  private static Call squares(OptimizerState state, DevicePointer squares, int parts) {
    Kernel kernel = state.device().kernel("gradient_squares");
    Tensor g = state.gradients();
    return Call.of(
        Cost.of(kernel.name(), 2L * g.shape().elements(), g).plusBytes(bytes(parts)),
        () ->
            kernel.launch(
                LaunchShape.forLanes(parts, ParameterLayout.GRANULE),
                g.pointer(),
                state.granules(),
                squares,
                parts));
  }

  private static Call sums(
      OptimizerState state, DevicePointer squares, int parts, DevicePointer sums, int few) {
    Kernel kernel = state.device().kernel("square_sums");
    return Call.of(
        new Cost(kernel.name(), (long) parts * ParameterLayout.GRANULE, bytes(parts) + bytes(few)),
        () ->
            kernel.launch(
                LaunchShape.forLanes(few, ParameterLayout.GRANULE), squares, parts, sums, few));
  }

  private Call scale(OptimizerState state, DevicePointer sums, int few) {
    Kernel kernel = state.device().kernel("clip_scale");
    return Call.of(
        new Cost(kernel.name(), (long) few * ParameterLayout.GRANULE, bytes(few) + Float.BYTES),
        () -> kernel.launch(LaunchShape.single(), sums, few, maximumNorm, state.gradientScale()));
  }
}
