package graft.nn;

import java.util.List;
import java.util.Optional;

/**
 * How weights follow their gradients: a value on the host. An implementation says how much memory
 * of its own a parameter needs, and gives the calls that update all of them.
 */
public interface Optimizer {
  /**
   * The numbers that it keeps for each trained number, by how they scale with the gradient: p where
   * gradients c times as large make the number c^p times as large. Momentum and a mean have 1, a
   * mean of squares 2, what does not depend on the gradient's length 0. Growth carries a state over
   * by it.
   */
  List<Integer> gradientPowers();

  /** How many numbers it keeps for each trained number. */
  default int stateBlocks() {
    return gradientPowers().size();
  }

  /** The learning rate before any schedule. */
  float learningRate();

  /**
   * One step over all trained parameters, from the gradients of the last backward pass, each of
   * them multiplied by {@link OptimizerState#gradientScale}.
   *
   * @param state of this optimizer for the network it updates
   */
  List<Call> step(OptimizerState state);

  /**
   * Why a grown network cannot follow its teacher with it; empty if it can: then its step has to
   * heed {@link OptimizerState#followed}.
   */
  default Optional<String> obstacleToFollowing() {
    return Optional.of("it does not know the shares of a grown network");
  }

  /** Whether weight decay reaches all trained parameters; else only those that are kernels. */
  default boolean decaysAll() {
    return false;
  }

  /** Device memory that it needs within a step, beside the state. */
  default long scratchBytes() {
    return 0;
  }

  /**
   * This optimizer with gradients that are together no longer than a maximum.
   *
   * @param maximumNorm above 0
   * @throws IllegalArgumentException if it is not
   */
  default Clipped clippedTo(float maximumNorm) {
    return new Clipped(this, maximumNorm);
  }
}
