package graft.nn;

/**
 * How weights follow their gradients: a value on the host. An implementation says how much memory
 * of its own a parameter needs, and gives the one call that updates all of them.
 */
public interface Optimizer {
  /** How many numbers it keeps for each trained number: momentum is one. */
  int stateBlocks();

  /** The learning rate before any schedule. */
  float learningRate();

  /**
   * One step over all trained parameters, from the gradients of the last backward pass.
   *
   * @param state of this optimizer for the network it updates
   */
  Call step(OptimizerState state);
}
