package graft.nn;

/**
 * The device memory that something takes, by kind, in bytes.
 *
 * @param parameters weights, biases and running statistics
 * @param gradients of the trained parameters
 * @param optimizer its state and table
 * @param activations inputs, outputs and gradients of all ops, notes between their passes
 * @param workspace scratch memory of library calls
 * @param data images, labels and what is counted over them
 */
public record MemoryNeed(
    long parameters, long gradients, long optimizer, long activations, long workspace, long data) {
  /** All kinds together. */
  public long total() {
    return parameters + gradients + optimizer + activations + workspace + data;
  }

  /** Both. */
  public MemoryNeed plus(MemoryNeed other) {
    return new MemoryNeed(
        parameters + other.parameters,
        gradients + other.gradients,
        optimizer + other.optimizer,
        activations + other.activations,
        workspace + other.workspace,
        data + other.data);
  }

  /** Memory for an optimizer alone. */
  public static MemoryNeed ofOptimizer(long bytes) {
    return new MemoryNeed(0, 0, bytes, 0, 0, 0);
  }

  /** Memory for data alone. */
  public static MemoryNeed ofData(long bytes) {
    return new MemoryNeed(0, 0, 0, 0, 0, bytes);
  }
}
